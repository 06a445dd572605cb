import type { DndContextProps, UniqueIdentifier } from '@dnd-kit/core';
import { useTranslation } from 'react-i18next';
import type { ProviderView } from '../../../src-shared/contract/providers.ts';
import { useFormat } from '../../i18n/format.ts';

/** What a screen reader says while a provider is moved. */
export const useDragWords = (providers: readonly ProviderView[]): DndContextProps['accessibility'] => {
  const { t } = useTranslation('providers');
  const format = useFormat();
  const wordsOf = (id: UniqueIdentifier, over: UniqueIdentifier = id): { name: string; place: string } => ({
    name: providers.find((one) => one.id === id)?.name ?? '',
    place: format.number(providers.findIndex((one) => one.id === over) + 1),
  });
  return {
    screenReaderInstructions: { draggable: t('drag.how') },
    announcements: {
      onDragStart: ({ active }) => t('drag.lifted', wordsOf(active.id)),
      onDragOver: ({ active, over }) =>
        over === null ? undefined : t('drag.over', wordsOf(active.id, over.id)),
      onDragEnd: ({ active, over }) =>
        over === null ? t('drag.cancelled') : t('drag.dropped', wordsOf(active.id, over.id)),
      onDragCancel: () => t('drag.cancelled'),
    },
  };
};
