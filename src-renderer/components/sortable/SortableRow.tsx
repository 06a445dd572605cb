import { useSortable } from '@dnd-kit/sortable';
import { ActionIcon, Text } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/format.ts';
import classes from './sortable.module.css';

interface SortableRowProps {
  id: string;
  className: string | undefined;
  /** What a screen reader calls such a row. */
  role: string;
  /** What the handle does; null: no handle is shown. */
  handleLabel: string | null;
  isMovable: boolean;
  isOff: boolean;
  /** Counts from 0. */
  position: number;
  children: ReactNode;
}

/** A row of a `SortableList`: its handle, its number, and what it holds. `data-row` carries its id. */
export const SortableRow = ({
  id,
  className,
  role,
  handleLabel,
  isMovable,
  isOff,
  position,
  children,
}: SortableRowProps) => {
  const format = useFormat();
  const sortable = useSortable({ id, disabled: !isMovable, attributes: { roleDescription: role } });
  const { transform, transition, isDragging } = sortable;
  return (
    <li
      ref={sortable.setNodeRef}
      className={className}
      data-row={id}
      data-is-off={isOff || undefined}
      data-is-dragging={isDragging || undefined}
      style={{
        transform: transform === null ? undefined : `translate3d(0, ${Math.round(transform.y)}px, 0)`,
        transition,
      }}
    >
      <div className={classes.place}>
        {handleLabel !== null && (
          <ActionIcon
            ref={sortable.setActivatorNodeRef}
            variant="subtle"
            color="gray"
            className={classes.handle}
            {...sortable.attributes}
            {...sortable.listeners}
            aria-label={handleLabel}
            disabled={!isMovable}
          >
            <IconGripVertical size={16} />
          </ActionIcon>
        )}
        <Text size="sm" c="dimmed" className="tabular">
          {format.number(position + 1)}
        </Text>
      </div>
      {children}
    </li>
  );
};
