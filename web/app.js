// The console: wires the page to the daemon.

import { Rpc } from './rpc.js';
import { Picture } from './picture.js';
import { Steps, showTasks } from './steps.js';

const byId = (id) => document.getElementById(id);
const picture = new Picture({
  canvas: byId('picture'), overlay: byId('no-picture'), target: byId('target'), caption: byId('caption'),
});
const steps = new Steps(byId('steps'));
const MAX_WIDTH = 1600;
let status = null; // the last answer of the command status
let waiting = null; // id of the task whose action waits for a yes, or whose question waits

function setState(state) {
  byId('state').textContent = state;
  byId('state').dataset.state = state;
  byId('pause').disabled = state !== 'running' && state !== 'paused';
  byId('pause').textContent = state === 'paused' ? 'Resume' : 'Pause';
}

async function refresh() {
  status = await rpc.call('status');
  setState(status.state);
  const waitingTasks = status.queued ? ` · ${status.queued} waiting` : '';
  byId('facts').textContent = `${status.display} · ${status.model}${waitingTasks}`;
  if (!byId('tasks').hidden) showTasks(byId('tasks'), (await rpc.call('task.list', { limit: 50 })).tasks);
}

function showError(error) {
  byId('task-error').textContent = error.message;
  byId('task-error').hidden = false;
}

// Runs a command for a click; what fails is said.
function act(method, params) {
  byId('task-error').hidden = true;
  return rpc.call(method, params).catch(showError);
}

function askApproval(body) {
  waiting = body.id;
  byId('approval-what').textContent = body.summary + (body.target ? ` “${body.target}”` : '');
  byId('approval-why').textContent = body.reason;
  byId('approval-picture').hidden = !body.box;
  if (body.box) picture.cutOut(byId('approval-picture'), body.box);
  picture.mark(body.box);
  byId('approval').hidden = false;
  byId('approve').focus();
}

function askQuestion(body) {
  waiting = body.id;
  byId('question-text').textContent = body.text;
  byId('question').hidden = false;
  byId('answer').focus();
}

function stopAsking() {
  byId('approval').hidden = true;
  byId('question').hidden = true;
}

function onEvent({ topic, body }) {
  steps.event(topic, body);
  switch (topic) {
    case 'step.action': picture.mark(body.box); break;
    case 'step.report': picture.mark(null); break;
    case 'approval.wanted': askApproval(body); break;
    case 'approval.given': stopAsking(); break;
    case 'question.asked': askQuestion(body); break;
    case 'task.said': stopAsking(); break;
    case 'task.end': stopAsking(); picture.mark(null); break;
    default: break;
  }
  if (topic.startsWith('task.')) refresh().catch(() => {});
}

async function onState(connected) {
  if (!connected) {
    setState('offline');
    picture.lost('Not connected. If this stays, log in again: agentctl web');
    return;
  }
  await refresh();
  if (status.task && !steps.runs.has(status.task.id))
    steps.past(await rpc.call('task.show', { id: status.task.id }));
  await rpc.call('screen.watch', { on: true, max_width: MAX_WIDTH });
}

const rpc = new Rpc({
  onEvent, onState, onPicture: (head, blob) => picture.show(head, blob),
});

byId('task-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const started = await act('task.start', { task: byId('task').value });
  if (started) byId('task').value = '';
});
byId('task').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) byId('task-form').requestSubmit();
});
byId('stop').addEventListener('click', () => act('task.stop').then(refresh));
byId('pause').addEventListener('click', () => act(status?.state === 'paused' ? 'task.resume' : 'task.pause').then(refresh));
byId('approve').addEventListener('click', () => act('task.approve', { id: waiting }));
byId('deny').addEventListener('click', () => act('task.deny', { id: waiting }));
byId('question').addEventListener('submit', (event) => {
  event.preventDefault();
  act('task.say', { id: waiting, text: byId('answer').value });
  byId('answer').value = '';
});

for (const name of ['steps', 'tasks']) {
  byId(`tab-${name}`).addEventListener('click', () => {
    for (const other of ['steps', 'tasks']) {
      byId(`tab-${other}`).setAttribute('aria-selected', String(other === name));
      byId(other).hidden = other !== name;
    }
    refresh().catch(showError);
  });
}
