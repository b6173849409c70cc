/** Keys belong to the page around: only those that a focused control uses itself are kept from it. */

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];
const PRESSES = [' ', 'Enter'];

/** Whether a control uses a key. @param {Element} control @param {string} key */
function uses(control, key) {
  if (control.matches('button, summary')) return PRESSES.includes(key);
  if (control.matches('input[type="range"]')) return ARROWS.includes(key);
  if (control.matches('input, select'))
    return key.length === 1 || ARROWS.includes(key) || key === 'Backspace' || key === 'Enter';
  return control.matches('.pad') && (PRESSES.includes(key) || ARROWS.includes(key));
}

/** Ends the way of a key's event out of the element, if it was for a control. @param {KeyboardEvent} event */
export function stop_own_keys(event) {
  const { target, key } = event;
  const has_command = event.ctrlKey || event.metaKey || event.altKey;
  if (target instanceof Element && !has_command && uses(target, key)) event.stopPropagation();
}

/** A finger on the pad draws, and turns no page of slides; a mouse may pass. @param {Event} event */
export function stop_touch(event) {
  const { target } = event;
  const is_mouse = event instanceof PointerEvent && event.pointerType === 'mouse';
  if (!is_mouse && target instanceof Element && target.closest('.pad')) event.stopPropagation();
}
