import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelView } from '../../../src-shared/contract/channels.ts';
import type { DestinationView } from '../../../src-shared/contract/destinations.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Section } from '../../components/Section.tsx';
import { useIsAdmin } from '../../data/auth.ts';
import classes from './channels.module.css';
import { DestinationForm } from './DestinationForm.tsx';
import { DestinationRow } from './DestinationRow.tsx';

interface DestinationListProps {
  channel: ChannelView;
  destinations: readonly DestinationView[];
}

/** Whom this channel tells. */
export const DestinationList = ({ channel, destinations }: DestinationListProps) => {
  const { t } = useTranslation('channels');
  const isAdmin = useIsAdmin();
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title={t('destinations.title')}
      lead={t('destinations.lead')}
      actions={
        isAdmin &&
        !isAdding && (
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            {t('destinations.add')}
          </Button>
        )
      }
    >
      {isAdding && (
        <div className={classes.destination}>
          <DestinationForm channel={channel} destination={null} onClose={() => setAdding(false)} />
        </div>
      )}
      {destinations.length === 0 && !isAdding && (
        <EmptyState title={t('destinations.empty')} next={t('destinations.emptyNext')} />
      )}
      {destinations.map((destination) => (
        <DestinationRow key={destination.id} channel={channel} destination={destination} />
      ))}
    </Section>
  );
};
