import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import type { ReactNode } from 'react';
import { useDragWords } from './use-drag-words.ts';

const onlyUpAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });
const startsAfterPx = 4;

interface SortableListProps {
  /** All of them, in their order; `shown` may be fewer. */
  items: readonly { id: string; name: string }[];
  shown: readonly { id: string }[];
  label: string;
  className: string | undefined;
  isMovable: boolean;
  /** `to` counts from 0, among all. */
  move: (id: string, to: number) => void;
  /** A `SortableRow` for each that is shown. */
  children: ReactNode;
}

/** A list whose rows are put in order by drag or by keyboard. */
export const SortableList = ({
  items,
  shown,
  label,
  className,
  isMovable,
  move,
  children,
}: SortableListProps) => {
  const accessibility = useDragWords(items);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: startsAfterPx } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (over === null) return;
    move(
      String(active.id),
      items.findIndex(({ id }) => id === over.id),
    );
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[onlyUpAndDown]}
      onDragEnd={onDragEnd}
      accessibility={accessibility}
    >
      <SortableContext
        items={shown.map(({ id }) => id)}
        strategy={verticalListSortingStrategy}
        disabled={!isMovable}
      >
        <ol className={className} aria-label={label}>
          {children}
        </ol>
      </SortableContext>
    </DndContext>
  );
};
