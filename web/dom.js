// Small helpers. Text from models and screens is only ever set as text, never as markup.

export const byId = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function button(text, action) {
  const made = element('button', 'link', text);
  made.type = 'button';
  made.addEventListener('click', action);
  return made;
}

export function say(node, text) {
  node.textContent = text ?? '';
  node.hidden = !text;
}

// How tasks end, by exit code.
export const OUTCOMES = ['Done', 'Not done', 'Refused', 'Stopped', 'Budget spent', 'No display', 'Failed'];

// The word for an ended task; state is more exact than the code.
export function outcomeWord({ state, outcome }) {
  if (state === 'denied') return 'Denied';
  if (state === 'cancelled') return 'Cancelled';
  if (state === 'interrupted') return 'Interrupted';
  return OUTCOMES[outcome] ?? 'Ended';
}
