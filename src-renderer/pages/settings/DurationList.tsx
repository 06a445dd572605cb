import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { AmountInput } from './NumberEditor.tsx';
import type { EditorProps } from './SettingEditor.tsx';
import { timeUnits } from './units.ts';

interface DurationListProps extends EditorProps {
  value: number[];
  most: number;
  onChange: (value: number[]) => void;
}

/** Waits after one another; the next one offered is twice the last. */
export const DurationList = ({ value, most, onChange, ...props }: DurationListProps) => {
  const { t } = useTranslation('settings');
  const format = useFormat();
  return (
    <Stack gap={6} align="flex-start">
      {value.map((ms, index) => {
        const label = t('nthWait', { number: format.number(index + 1) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is what it is
          <Group key={index} gap="xs" wrap="nowrap">
            <Text size="sm" c="dimmed" w={22} ta="end">
              {format.number(index + 1)}
            </Text>
            <AmountInput
              {...props}
              id={index === 0 ? props.id : ''}
              label={label}
              units={timeUnits}
              value={ms}
              onChange={(next) => onChange(value.map((one, i) => (i === index ? next : one)))}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={props.isReadOnly || value.length === 1}
              aria-label={t('removeOf', { what: label })}
              onClick={() => onChange(value.filter((_, i) => i !== index))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        );
      })}
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={props.isReadOnly || value.length >= most}
          onClick={() => onChange([...value, Math.min((value.at(-1) ?? 15_000) * 2, timeUnits.d)])}
        >
          {t('addWait')}
        </Button>
        <Text size="xs" c="dimmed">
          {t('waitsInAll', { duration: format.duration(value.reduce((sum, ms) => sum + (ms || 0), 0)) })}
        </Text>
      </Group>
    </Stack>
  );
};
