import type { TargetedPointerEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Appointment } from '../../api/shop.js';
import { STEP } from './scale.js';

/** How far a pointer moves before a press becomes a drag. */
const SLACK_PX = 6;

/** A booking on its way: over which barber's column, how many minutes from its top. */
export interface Dragged {
  readonly booking: Appointment;
  readonly barberId: number;
  readonly top: number;
}

interface Press {
  readonly booking: Appointment;
  readonly x: number;
  readonly y: number;
  /** From the top of the booking to the pointer, in pixels. */
  readonly grip: number;
}

/**
 * Dragging of bookings between the columns of a day; the columns carry `data-barber`. By mouse the whole booking can be
 * dragged, by finger its handle, so that a finger elsewhere scrolls.
 *
 * @param pixels of a minute
 */
export function useDrag(pixels: number, onDrop: (dropped: Dragged) => void) {
  const [dragged, setDragged] = useState<Dragged>();
  const press = useRef<Press>(undefined);
  const wasDragged = useRef(false);

  const placeUnder = (event: PointerEvent, { booking, grip }: Press): Dragged | undefined => {
    const columns = [...document.querySelectorAll<HTMLElement>('[data-barber]')];
    const column = columns.find((each) => {
      const { left, right } = each.getBoundingClientRect();
      return event.clientX >= left && event.clientX < right;
    });
    if (column === undefined) return undefined;
    const minutes = (event.clientY - grip - column.getBoundingClientRect().top) / pixels;
    const top = Math.max(0, Math.round(minutes / STEP) * STEP);
    return { booking, barberId: Number(column.dataset['barber']), top };
  };

  const onPointerDown = (event: TargetedPointerEvent<HTMLElement>, booking: Appointment) => {
    wasDragged.current = false;
    const isHandle = event.target instanceof Element && event.target.closest('.handle') !== null;
    if (event.button !== 0 || (event.pointerType !== 'mouse' && !isHandle)) return;
    const grip = event.clientY - event.currentTarget.getBoundingClientRect().top;
    press.current = { booking, x: event.clientX, y: event.clientY, grip };
  };
  const onPointerMove = (event: TargetedPointerEvent<HTMLElement>) => {
    const from = press.current;
    if (from === undefined) return;
    if (!wasDragged.current && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLACK_PX) return;
    // Not before: a captured press would not be a click of the button within.
    if (!wasDragged.current) event.currentTarget.setPointerCapture(event.pointerId);
    wasDragged.current = true;
    setDragged((before) => placeUnder(event, from) ?? before);
  };
  const onPointerUp = (event: TargetedPointerEvent<HTMLElement>) => {
    const from = press.current;
    press.current = undefined;
    setDragged(undefined);
    const dropped = from && wasDragged.current ? placeUnder(event, from) : undefined;
    if (dropped) onDrop(dropped);
  };
  const onPointerCancel = () => {
    press.current = undefined;
    setDragged(undefined);
  };
  useEffect(() => {
    // The document itself gets it where the booking that is dragged is gone: it was moved or cancelled elsewhere.
    const onLost = ({ target }: Event) => target === document && onPointerCancel();
    document.addEventListener('lostpointercapture', onLost);
    return () => document.removeEventListener('lostpointercapture', onLost);
  }, []);
  return {
    dragged,
    handlers: (booking: Appointment) => ({
      onPointerDown: (event: TargetedPointerEvent<HTMLElement>) => onPointerDown(event, booking),
      onPointerMove,
      onPointerUp,
      onPointerCancel,
    }),
    /** Whether the click that follows belongs to a drag. */
    isDragClick: () => wasDragged.current,
  };
}
