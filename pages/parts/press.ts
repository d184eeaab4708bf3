/** Whether a click is the second one of a double click: the first may have put something else under the pointer. */
export function isSecond({ detail }: MouseEvent): boolean {
  return detail > 1;
}

const PRESSED = 'button, a, summary';

/**
 * Guards a whole page: a key that is held down presses once, also where what it pressed gives way to another button; and the
 * second click of a double click presses nothing that the first one has put under the pointer.
 */
export function guardPresses(): void {
  let first: Element | null = null;
  const buttonOf = ({ target }: Event) => (target instanceof Element ? target.closest(PRESSED) : null);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.repeat && !(event.target instanceof HTMLTextAreaElement))
      event.preventDefault();
  };
  const onMouseDown = (event: MouseEvent) => {
    if (!isSecond(event)) first = buttonOf(event);
  };
  const onClick = (event: MouseEvent) => {
    const button = buttonOf(event);
    if (!isSecond(event) || button === null || button === first) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('mousedown', onMouseDown, true);
  document.addEventListener('click', onClick, true);
}
