// The list of tasks, newest first.

import { button, element, outcomeWord } from './dom.js';

function when(task) {
  if (!task.started) return 'waits';
  const start = new Date(task.started);
  const took = task.ended ? `, ${Math.max(1, Math.round((new Date(task.ended) - start) / 1000))} s` : '';
  return start.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }) + took;
}

function row(task, { onShow, onAgain, onCancel }) {
  const box = element('article', 'past');
  const head = element('p', 'head');
  const badge = element('span', 'badge', task.outcome === null ? task.state : outcomeWord(task));
  badge.dataset.outcome = task.outcome ?? 'open';
  const steps = `${task.steps} ${task.steps === 1 ? 'step' : 'steps'}`;
  head.append(badge, element('span', 'meta', `${task.id} · ${steps} · ${when(task)}`));
  box.append(head, element('p', 'title', task.task));
  if (task.answer) box.append(element('p', 'answer', task.answer));
  const links = element('p', 'links');
  if (task.started) links.append(button('Steps', () => onShow(task)));
  links.append(button('Use again', () => onAgain(task)));
  if (task.state === 'queued') links.append(button('Cancel', () => onCancel(task)));
  box.append(links);
  return box;
}

export function showTasks(list, tasks, actions) {
  const rows = tasks.map((task) => row(task, actions));
  list.replaceChildren(...(rows.length ? rows : [element('p', 'empty', 'No task yet.')]));
}
