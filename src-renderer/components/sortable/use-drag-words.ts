import type { DndContextProps, UniqueIdentifier } from '@dnd-kit/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';

/** What a screen reader says while one of them is moved. */
export const useDragWords = (
  items: readonly { id: string; name: string }[],
): DndContextProps['accessibility'] => {
  const { t } = useTranslation();
  const format = useFormat();
  const wordsOf = (id: UniqueIdentifier, over: UniqueIdentifier = id): { name: string; place: string } => ({
    name: items.find((one) => one.id === id)?.name ?? '',
    place: format.number(items.findIndex((one) => one.id === over) + 1),
  });
  const cancelled = (id: UniqueIdentifier): string => t('drag.cancelled', wordsOf(id));
  return {
    screenReaderInstructions: { draggable: t('drag.how') },
    announcements: {
      onDragStart: ({ active }) => t('drag.lifted', wordsOf(active.id)),
      onDragOver: ({ active, over }) =>
        over === null ? undefined : t('drag.over', wordsOf(active.id, over.id)),
      onDragEnd: ({ active, over }) =>
        over === null ? cancelled(active.id) : t('drag.dropped', wordsOf(active.id, over.id)),
      onDragCancel: ({ active }) => cancelled(active.id),
    },
  };
};
