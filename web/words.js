// An action in a person's words. What it says is made of the action alone, never of what the model says about it.

const NAMES = { ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift', super: 'Super', Return: 'Enter' };

const quoted = (text) => `“${text.length > 200 ? `${text.slice(0, 200)}…` : text}”`;
const chord = (keys) => keys.map((key) => NAMES[key] ?? key).join('+');

function place({ target }, x, y) {
  if (target) return quoted(target);
  return x === undefined ? 'where the pointer is' : `at ${x}, ${y}`;
}

function click(body) {
  const { action } = body;
  const times = ['', '', 'double-', 'triple-'][action.count ?? 1];
  const button = action.button && action.button !== 'left' ? `${action.button} ` : '';
  const held = action.modifiers?.length ? `${chord(action.modifiers)} and ` : '';
  const text = `${held}${button}${times}click ${place(body, action.x, action.y)}`;
  return text[0].toUpperCase() + text.slice(1);
}

function drag(body) {
  const { path } = body.action;
  return path.length > 1 ? `Drag from ${path[0].join(', ')} to ${path.at(-1).join(', ')}` : `Drag to ${path[0].join(', ')}`;
}

function scroll(body) {
  const { dx = 0, dy = 0 } = body.action;
  const way = dy ? (dy > 0 ? 'down' : 'up') : (dx > 0 ? 'right' : 'left');
  const n = Math.abs(dy || dx);
  return `Scroll ${way} ${n} ${n === 1 ? 'notch' : 'notches'}${body.target ? ` in ${quoted(body.target)}` : ''}`;
}

const WORDS = {
  click,
  drag,
  scroll,
  move: (body) => `Point ${body.target ? 'at ' : ''}${place(body, body.action.x, body.action.y)}`,
  type: ({ action }) => `Type ${quoted(action.text)}`,
  key: ({ action }) => `Press ${chord(action.chord)}${action.count > 1 ? ` ${action.count} times` : ''}`,
  open: ({ action }) => `Open ${quoted(action.target)}`,
  wait: ({ action }) => `Wait ${action.ms / 1000} s`,
};

// body: of step.action, approval.wanted, or an action out of the journal.
export function inWords(body) {
  const words = body.action && WORDS[body.action.action];
  return words ? words(body) : body.summary;
}
