import { Group, MultiSelect, type MultiSelectProps, Pill, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChannelIcon } from './ChannelIcon.tsx';
import { type NamedDestination, useNamedDestinations } from './destination-names.ts';
import { Bdi } from './ltr.tsx';

interface DestinationSelectProps
  extends Omit<MultiSelectProps, 'data' | 'value' | 'onChange' | 'renderOption' | 'renderPill'> {
  value: string[];
  onChange: (ids: string[]) => void;
}

/** Several destinations, by name and channel. What is off can be chosen and says so. */
export const DestinationSelect = ({ value, onChange, ...props }: DestinationSelectProps) => {
  const { t } = useTranslation();
  const destinations = useNamedDestinations() ?? [];
  const byId = new Map(destinations.map((destination) => [destination.id, destination]));
  return (
    <MultiSelect
      searchable
      hidePickedOptions
      nothingFoundMessage={t('destinations.none')}
      {...props}
      data={groupsOf(destinations, value)}
      value={value}
      onChange={onChange}
      renderOption={({ option }) => {
        const destination = byId.get(String(option.value));
        return (
          <Group gap={8} wrap="nowrap" justify="space-between" flex={1}>
            <Group gap={8} wrap="nowrap">
              {destination?.channel && <ChannelIcon kind={destination.channel.kind} size={16} />}
              <Text size="sm">
                <Bdi>{option.label}</Bdi>
              </Text>
            </Group>
            {destination?.isUsable === false && (
              <Text size="xs" c="dimmed">
                {t('destinations.off')}
              </Text>
            )}
          </Group>
        );
      }}
      renderPill={({ option, onRemove, disabled }) => {
        const destination = byId.get(String(option.value));
        return (
          <Pill
            withRemoveButton={!disabled}
            onRemove={onRemove}
            removeButtonProps={{ 'aria-label': t('destinations.remove', { name: option.label }) }}
          >
            <Group gap={4} wrap="nowrap" component="span">
              {destination?.channel && <ChannelIcon kind={destination.channel.kind} size={13} />}
              <Bdi>{option.label}</Bdi>
            </Group>
          </Pill>
        );
      }}
    />
  );
};

const groupsOf = (destinations: readonly NamedDestination[], chosen: readonly string[]) => {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { id, name, channel } of destinations) {
    const group = channel?.name ?? '?';
    groups.set(group, [...(groups.get(group) ?? []), { value: id, label: name }]);
  }
  const gone = chosen.filter((id) => !destinations.some((destination) => destination.id === id));
  return [
    ...[...groups].map(([group, items]) => ({ group, items })),
    ...gone.map((id) => ({ value: id, label: id })),
  ];
};
