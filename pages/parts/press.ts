/** Whether a click is the second one of a double click: the first may have put something else under the pointer. */
export function isSecond({ detail }: MouseEvent): boolean {
  return detail > 1;
}
