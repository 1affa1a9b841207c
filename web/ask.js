// The two cards by which the agent waits for a person: an approval, a question.

import { byId, say } from './dom.js';
import { boxOf } from './picture.js';
import { inWords } from './words.js';

const GUARD_MS = 500; // a click meant for what was there before the card must not approve

export class Asking {
  constructor({ picture, act, call }) {
    this.picture = picture;
    this.call = call;
    this.act = act;
    this.id = null; // the task that waits; '' for a script
    byId('approve').addEventListener('click', () => this.answer('task.approve'));
    byId('deny').addEventListener('click', () => this.answer('task.deny'));
    byId('question').addEventListener('submit', (event) => this.say(event));
  }

  get waits() {
    return this.id !== null;
  }

  wanted(body) {
    this.stop(this.id);
    this.id = body.id;
    const box = boxOf(body);
    byId('approval-what').textContent = inWords(body);
    byId('approval-what').title = body.summary;
    say(byId('approval-why'), body.reason);
    byId('approval-rule').textContent = body.rule ? `rule: ${body.rule}` : '';
    this.point(box);
    this.show('approval', `Approval wanted: ${inWords(body)}`);
    this.guard(true);
    setTimeout(() => this.guard(false), GUARD_MS);
  }

  // Keys have no place of their own: they go to the window in front.
  async point(box) {
    this.picture.mark(box, 'May I?');
    const id = this.id;
    const target = box ?? (await this.call('screen.windows').catch(() => null))?.windows.find((one) => one.active)?.box;
    if (this.id !== id) return;
    byId('approval-picture').hidden = !target;
    if (target) this.picture.cutOut(byId('approval-picture'), target);
  }

  asked(body) {
    this.stop(this.id);
    this.id = body.id;
    byId('question-text').textContent = body.text;
    this.show('question', `The agent asks: ${body.text}`);
  }

  // Takes the focus only from nothing: somebody may be typing.
  show(card, words) {
    byId(card).hidden = false;
    byId(card).scrollIntoView({ block: 'nearest' });
    byId('announce').textContent = words;
    if (document.activeElement === document.body) byId(card).focus({ preventScroll: true });
  }

  guard(on) {
    byId('approve').disabled = on;
    byId('deny').disabled = on;
  }

  // What this task waited for is over.
  stop(id) {
    if (id !== this.id) return;
    this.id = null;
    byId('approval').hidden = true;
    byId('question').hidden = true;
    byId('announce').textContent = '';
    this.picture.cutOut(null, null);
    this.picture.mark(null);
  }

  answer(method) {
    this.guard(true);
    this.act(method, this.id ? { id: this.id } : {}).finally(() => this.guard(false));
  }

  say(event) {
    event.preventDefault();
    const text = byId('answer').value;
    this.act('task.say', { id: this.id, text }).then((said) => {
      if (said) byId('answer').value = '';
    });
  }
}
