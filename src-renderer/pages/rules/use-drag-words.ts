import type { DndContextProps, UniqueIdentifier } from '@dnd-kit/core';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { useFormat } from '../../i18n/format.ts';

/** What a screen reader says while a rule is moved. */
export const useDragWords = (rules: readonly Rule[]): DndContextProps['accessibility'] => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const nameOf = (id: UniqueIdentifier): string => rules.find((rule) => rule.id === id)?.name ?? '';
  const placeOf = (id: UniqueIdentifier): string =>
    format.number(rules.findIndex((rule) => rule.id === id) + 1);
  return {
    screenReaderInstructions: { draggable: t('drag.how') },
    announcements: {
      onDragStart: ({ active }) => t('drag.lifted', { name: nameOf(active.id) }),
      onDragOver: ({ active, over }) =>
        over === null ? undefined : t('drag.over', { name: nameOf(active.id), place: placeOf(over.id) }),
      onDragEnd: ({ active, over }) =>
        over === null
          ? t('drag.cancelled')
          : t('drag.dropped', { name: nameOf(active.id), place: placeOf(over.id) }),
      onDragCancel: () => t('drag.cancelled'),
    },
  };
};
