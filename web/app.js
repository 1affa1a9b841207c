// The console: wires the page to the daemon.

import { Asking } from './ask.js';
import { byId, say } from './dom.js';
import { boxOf, outline, Picture } from './picture.js';
import { Rpc } from './rpc.js';
import { Steps } from './steps.js';
import { showTasks } from './tasks.js';
import { inWords } from './words.js';

const MAX_WIDTH = 1920; // of the live picture
const NOW = {
  look: 'Looking at the screen', think: 'Thinking', check: 'Checking what it may', approval: 'Waiting for your yes',
  question: 'Waiting for your answer', act: 'Acting', settle: 'Watching what comes of it', verify: 'Checking the result',
  paused: 'Paused', queued: 'Waiting for its turn',
};
const STATES = { idle: 'ready', running: 'working', paused: 'paused', stopped: 'stopped', offline: 'offline' };

let status = null; // the last answer of the command status
const picture = new Picture({
  canvas: byId('picture'), overlay: byId('no-picture'), target: byId('target'), label: byId('target-label'),
  caption: byId('caption'),
});
const steps = new Steps(byId('steps'), (id, n) => showSeen(id, n).catch(showError));
const asking = new Asking({ picture, act, call: (method) => rpc.call(method) });

function setState(state) {
  const needs = asking.waits && state !== 'offline';
  byId('state').textContent = needs ? 'needs you' : STATES[state];
  byId('state').dataset.state = needs ? 'needs' : state;
  const held = state === 'paused' || (state === 'stopped' && status.queued > 0); // after a stop the queue waits
  byId('pause').disabled = state !== 'running' && !held;
  byId('pause').textContent = held ? 'Resume' : 'Pause';
  byId('pause').dataset.method = held ? 'task.resume' : 'task.pause';
  byId('stop').disabled = state === 'offline';
  byId('start').disabled = state === 'offline';
  document.title = needs ? '● agentd needs you' : `agentd: ${STATES[state]}`;
}

async function refreshNow() {
  status = await rpc.call('status');
  if (asking.id && !['approval', 'question'].includes(status.task?.state)) asking.stop(asking.id);
  setState(status.state);
  const waiting = status.queued ? ` · ${status.queued} waiting` : '';
  byId('facts').textContent = `${status.display} · ${status.model}${waiting}`;
  byId('now').textContent = NOW[status.task?.state] ?? '';
  say(byId('trouble'), status.lacks.join(' · '));
  if (byId('tasks').hidden) return;
  showTasks(byId('tasks'), (await rpc.call('task.list', { limit: 50 })).tasks, {
    onShow: (task) => showPast(task).catch(showError),
    onAgain: ({ task }) => suggest(task),
    onCancel: ({ id }) => act('task.cancel', { id }),
  });
}

function suggest(text) {
  byId('task').value = text;
  byId('task').focus();
}

// One look at the daemon for a burst of events.
let refreshing = null;
let again = false;
function refresh() {
  again = Boolean(refreshing);
  refreshing ??= refreshNow().catch(() => {}).finally(() => {
    refreshing = null;
    if (again) refresh();
  });
}

function showError(error) {
  say(byId('task-error'), error.message);
}

// Runs a command for a click; what fails is said, and the answer is then null.
async function act(method, params) {
  showError({ message: '' });
  try {
    return await rpc.call(method, params);
  } catch (error) {
    showError(error);
    return null;
  } finally {
    refresh();
  }
}

async function showPast({ id }) {
  const past = await rpc.call('task.show', { id });
  chooseTab('steps');
  if (status?.task?.id === id) steps.run(id).box.scrollIntoView({ block: 'start' });
  else steps.past(past);
}

// What the agent saw at a step, and what it was about to touch, out of the journal.
async function showSeen(id, n) {
  const past = await rpc.call('task.show', { id });
  const step = past.steps.find((one) => one.n === n);
  if (!step?.picture) throw new Error(`there is no picture of step ${n} in the journal`);
  const { data } = await rpc.call('journal.blob', { id, hash: step.picture });
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = byId('seen-picture');
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  image.close();
  const boxes = steps.actions(id, n).map(boxOf).filter(Boolean);
  for (const box of boxes) outline(context, box, 1); // the journal's pictures are in screen pixels
  byId('seen-title').textContent = `What it saw at step ${n}`;
  byId('seen').showModal();
}

function onEvent({ topic, body }) {
  steps.event(topic, body);
  switch (topic) {
    case 'step.action': picture.mark(boxOf(body), inWords(body)); break;
    case 'step.report': picture.mark(null); break;
    case 'approval.wanted': asking.wanted(body); refresh(); break;
    case 'question.asked': asking.asked(body); refresh(); break;
    case 'approval.given': case 'task.said': asking.stop(body.id); break;
    case 'task.end': asking.stop(body.id); picture.mark(null); break;
    case 'log': say(byId('trouble'), body.text); break;
    case 'task.state': byId('now').textContent = NOW[body.to] ?? ''; break;
    default: break;
  }
  if (changesStatus(topic, body)) refresh();
}

function changesStatus(topic, { from, to }) {
  if (topic !== 'task.state') return topic.startsWith('task.');
  return from === 'queued' || from === 'paused' || to === 'paused';
}

async function onState(connected) {
  if (connected) {
    say(byId('trouble'), '');
    refresh();
    await watch();
    return;
  }
  setState('offline');
  byId('now').textContent = '';
  picture.lost('Not connected');
  const page = await fetch('/icon.svg', { cache: 'no-store' }).catch(() => null);
  say(byId('trouble'), page?.status === 401
    ? 'Your login has ended. Make a new link in a terminal: agentctl web'
    : 'The daemon does not answer. Trying again…');
}

function watch() {
  return rpc.call('screen.watch', { on: !document.hidden, max_width: MAX_WIDTH }).catch(() => {});
}

const rpc = new Rpc({ onEvent, onState, onPicture: (head, blob) => picture.show(head, blob) });

function chooseTab(name) {
  for (const other of ['steps', 'tasks']) {
    byId(`tab-${other}`).setAttribute('aria-selected', String(other === name));
    byId(`tab-${other}`).tabIndex = other === name ? 0 : -1;
    byId(other).hidden = other !== name;
  }
  refresh();
}

byId('task-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const task = byId('task').value;
  byId('task').value = ''; // at once: the next one may be typed already
  if (await act('task.start', { task })) chooseTab('steps');
  else byId('task').value ||= task;
});
byId('task').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  byId('task-form').requestSubmit();
});
byId('stop').addEventListener('click', () => act('task.stop'));
byId('pause').addEventListener('click', () => act(byId('pause').dataset.method));
for (const example of document.querySelectorAll('.example')) example.addEventListener('click', () => suggest(example.textContent));
document.addEventListener('visibilitychange', watch);
for (const name of ['steps', 'tasks']) {
  byId(`tab-${name}`).addEventListener('click', () => chooseTab(name));
  byId(`tab-${name}`).addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = name === 'steps' ? 'tasks' : 'steps';
    chooseTab(other);
    byId(`tab-${other}`).focus();
  });
}
