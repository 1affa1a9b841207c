// The steps of the running task, as they happen. All text from the model and the screen is set as text,
// never as markup.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const OUTCOMES = ['Done', 'Could not', '', 'Stopped', 'Budget spent', 'No display', 'Failed'];

export class Steps {
  constructor(list) {
    this.list = list;
    this.runs = new Map();
  }

  follow() {
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    return () => { if (near) this.list.scrollTop = this.list.scrollHeight; };
  }

  run(id, title) {
    let run = this.runs.get(id);
    if (!run) {
      this.list.querySelector('.empty')?.remove();
      run = { box: element('div', 'run'), steps: new Map() };
      run.title = element('p', 'title', title ?? id);
      run.box.append(run.title);
      this.list.append(run.box);
      this.runs.set(id, run);
    }
    if (title) run.title.textContent = title;
    return run;
  }

  step(body) {
    const run = this.run(body.id);
    let step = run.steps.get(body.n);
    if (!step) {
      step = { box: element('div', 'step'), acts: new Map() };
      step.head = element('p', 'head', `Step ${body.n}`);
      step.thought = element('p', 'thought');
      step.box.append(step.head, step.thought);
      run.box.append(step.box);
      run.steps.set(body.n, step);
    }
    return step;
  }

  act(body) {
    const step = this.step(body);
    let act = step.acts.get(body.i);
    if (!act) {
      act = { box: element('div', 'act') };
      act.summary = element('p', 'summary');
      act.report = element('p', 'report');
      act.box.append(act.summary, act.report);
      step.box.append(act.box);
      step.acts.set(body.i, act);
    }
    return act;
  }

  event(topic, body) {
    const keep = this.follow();
    switch (topic) {
      case 'task.queued': this.run(body.id, body.task); break;
      case 'step.begin': this.step(body); break;
      case 'step.thought': this.thought(body); break;
      case 'step.confused': this.step(body).box.append(element('p', 'notice', body.detail)); break;
      case 'step.action': if (body.id) this.act(body).summary.textContent = body.summary; break;
      case 'step.report': if (body.id) this.report(body); break;
      case 'step.end': this.step(body).head.textContent = `Step ${body.n} · ${(body.ms.total / 1000).toFixed(1)} s`; break;
      case 'task.end': this.end(body); break;
      default: break;
    }
    keep();
  }

  thought(body) {
    const step = this.step(body);
    if (body.kind === 'notice') step.box.append(element('p', 'notice', body.text));
    else step.thought.textContent += body.text;
  }

  report(body) {
    const act = this.act(body);
    act.box.dataset.verdict = body.error ? 'error' : body.verdict;
    act.report.textContent = body.text || body.verdict;
  }

  end(body) {
    const run = this.run(body.id);
    const box = element('p', 'end', `${OUTCOMES[body.outcome] || 'Ended'}: `);
    box.dataset.outcome = body.outcome;
    box.append(element('span', '', body.answer));
    run.box.append(box);
  }

  // A task that began before this page was opened: its steps out of the journal.
  past({ task, steps }) {
    this.run(task.id, task.task);
    for (const step of steps) {
      this.step({ id: task.id, n: step.n }).thought.textContent = step.thought ?? '';
      for (const act of step.actions) {
        const body = { ...act, id: task.id, n: step.n };
        this.act(body).summary.textContent = act.summary ?? '';
        if (act.verdict !== undefined) this.report(body);
      }
    }
  }
}

export function showTasks(list, tasks) {
  list.replaceChildren();
  if (!tasks.length) list.append(element('p', 'empty', 'No task yet.'));
  for (const task of tasks) {
    const row = element('div', 'past');
    const when = task.started ? new Date(task.started).toLocaleString() : 'waits';
    row.append(element('p', '', task.task));
    row.append(element('p', 'meta', `${task.id} · ${task.state.replace('_', ' ')} · ${task.steps} steps · ${when}`));
    if (task.answer) row.append(element('p', 'meta', task.answer));
    list.append(row);
  }
}
