import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useChannels } from '../../data/channels.ts';
import { useQueueFilter } from './use-queue-filter.ts';

export const ChannelFilter = () => {
  const { t } = useTranslation('queues');
  const channels = useChannels().data ?? [];
  const { filter, setFilter } = useQueueFilter();
  return (
    <Select
      aria-label={t('filter.channel')}
      placeholder={t('filter.allChannels')}
      data={channels.map(({ id, name }) => ({ value: id, label: name }))}
      value={filter.channelId ?? null}
      onChange={(id) => setFilter({ channelId: id ?? undefined })}
      clearable
      clearButtonProps={{ 'aria-label': t('filter.allChannels') }}
      searchable
      w={220}
    />
  );
};
