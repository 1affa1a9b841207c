// The steps of a task, as they happen.

import { button, element, outcomeWord } from './dom.js';
import { inWords } from './words.js';

const RUNS_MAX = 10; // tasks kept in the list

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export class Steps {
  // onSeen(id, n): a person wants to see what the agent saw at that step.
  constructor(list, onSeen) {
    this.list = list;
    this.onSeen = onSeen;
    this.runs = new Map();
    this.atEnd = true;
    let top = 0;
    list.addEventListener('scroll', () => {
      if (list.scrollTop < top) this.atEnd = false; // only a person scrolls up
      if (list.scrollHeight - list.scrollTop - list.clientHeight < 60) this.atEnd = true;
      top = list.scrollTop;
    }, { passive: true });
    new ResizeObserver(() => this.follow()).observe(list);
  }

  // Stays at the end unless the person has scrolled up.
  follow() {
    if (this.atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  run(id, title) {
    let run = this.runs.get(id);
    if (!run) {
      this.list.querySelector('.empty')?.remove();
      run = { box: element('article', 'run'), steps: new Map() };
      run.title = element('h3', 'title', id);
      run.box.append(run.title);
      this.list.append(run.box);
      this.runs.set(id, run);
      if (this.runs.size > RUNS_MAX) this.drop(this.runs.keys().next().value);
    }
    if (title) run.title.textContent = title;
    return run;
  }

  drop(id) {
    this.runs.get(id)?.box.remove();
    this.runs.delete(id);
  }

  step({ id, n }) {
    const run = this.run(id);
    let step = run.steps.get(n);
    if (!step) {
      step = { box: element('section', 'step'), acts: new Map() };
      step.head = element('p', 'head');
      step.time = element('span', 'time');
      step.head.append(element('span', 'number', `Step ${n}`), step.time, button('Picture', () => this.onSeen(id, n)));
      step.reasoning = element('p', 'reasoning');
      step.thought = element('p', 'thought');
      step.box.append(step.head, step.reasoning, step.thought);
      run.box.append(step.box);
      run.steps.set(n, step);
    }
    return step;
  }

  act(body) {
    const step = this.step(body);
    let act = step.acts.get(body.i);
    if (!act) {
      act = { box: element('div', 'act') };
      act.summary = element('p', 'summary');
      act.ruling = element('p', 'ruling');
      act.report = element('p', 'report');
      act.box.append(act.summary, act.ruling, act.report);
      step.box.append(act.box);
      step.acts.set(body.i, act);
    }
    return act;
  }

  event(topic, body) {
    if (!body.id) return;
    this.add(topic, body);
    this.follow();
  }

  add(topic, body) {
    switch (topic) {
      case 'task.queued': this.run(body.id, body.task); break;
      case 'step.begin': this.step(body); break;
      case 'step.thought': this.thought(body); break;
      case 'step.confused': this.notice(body, body.detail); break;
      case 'step.action': this.action(body); break;
      case 'step.ruling': this.ruling(body); break;
      case 'step.report': this.report(body); break;
      case 'step.end': this.time(body); break;
      case 'question.asked': this.notice(body, `It asks: ${body.text}`); break;
      case 'task.said': this.notice(body, `You: ${body.text}`); break;
      case 'task.end': this.end(body); break;
      default: break;
    }
  }

  notice(body, text) {
    this.step(body).box.append(element('p', 'notice', text));
  }

  thought(body) {
    const step = this.step(body);
    if (body.kind === 'notice') this.notice(body, body.text);
    else if (body.kind === 'reasoning') step.reasoning.textContent += body.text;
    else step.thought.textContent += body.text;
  }

  action(body) {
    const act = this.act(body);
    act.summary.textContent = inWords(body);
    act.summary.title = body.summary;
    act.body = body;
  }

  ruling(body) {
    if (body.verdict === 'allow') return;
    const word = { ask: 'Needs your yes', deny: 'The policy says no', rewrite: 'Changed by the policy' }[body.verdict];
    this.act(body).ruling.textContent = `${word ?? body.verdict}: ${body.reason}`;
  }

  report(body) {
    const act = this.act(body);
    act.box.dataset.verdict = body.error ? 'error' : body.verdict;
    act.report.textContent = body.text || body.verdict;
  }

  time(body) {
    const { look, think, act, total } = body.ms;
    const { time } = this.step(body);
    time.textContent = seconds(total);
    time.title = `looking ${seconds(look)}, thinking ${seconds(think)}, acting ${seconds(act)}`;
  }

  end(body) {
    const { box } = this.run(body.id);
    const end = element('p', 'end');
    end.dataset.outcome = body.outcome;
    end.append(element('strong', '', outcomeWord(body)), element('span', '', body.answer));
    box.append(end);
  }

  // A task of the past: its steps out of the journal.
  past({ task, steps }) {
    this.drop(task.id);
    this.run(task.id, task.task);
    for (const step of steps) {
      this.step({ id: task.id, n: step.n }).thought.textContent = step.thought ?? '';
      for (const act of step.actions) this.pastAct({ ...act, id: task.id, n: step.n });
      if (step.ms) this.time({ id: task.id, n: step.n, ms: step.ms });
    }
    if (task.outcome !== null) this.end(task);
    this.runs.get(task.id).box.scrollIntoView({ block: 'start' });
  }

  pastAct(body) {
    if (body.summary) this.action(body);
    if (body.text !== undefined) this.report(body);
  }

  // What the agent was about to touch at a step: [{ summary, box, action }].
  actions(id, n) {
    const step = this.runs.get(id)?.steps.get(n);
    return step ? [...step.acts.values()].map((act) => act.body).filter(Boolean) : [];
  }
}
