import { Group, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChannelIcon } from './ChannelIcon.tsx';
import classes from './destination-chips.module.css';
import { useNamedDestinations } from './destination-names.ts';
import { Bdi } from './ltr.tsx';

interface DestinationChipsProps {
  ids: readonly string[];
  /** Where there are none. */
  empty?: string;
}

/** Destinations by name, each with the sign of its channel; those that are off are struck through. */
export const DestinationChips = ({ ids, empty }: DestinationChipsProps) => {
  const { t } = useTranslation();
  const known = useNamedDestinations();
  if (known === undefined) return null;
  if (ids.length === 0) {
    return empty === undefined ? null : (
      <Text size="sm" c="dimmed" component="span">
        {empty}
      </Text>
    );
  }
  return (
    <Group gap={4} component="span">
      {ids.map((id) => {
        const destination = known.find((one) => one.id === id);
        const hint =
          destination === undefined
            ? t('destinations.gone')
            : destination.isUsable
              ? (destination.channel?.name ?? '')
              : t('destinations.isOff', { channel: destination.channel?.name ?? '' });
        return (
          <Tooltip key={id} label={hint}>
            <span className={classes.chip} data-is-off={destination?.isUsable === true ? undefined : true}>
              {destination?.channel && <ChannelIcon kind={destination.channel.kind} size={13} />}
              <Bdi className={classes.name}>{destination?.name ?? id}</Bdi>
            </span>
          </Tooltip>
        );
      })}
    </Group>
  );
};
