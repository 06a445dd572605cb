import { Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditorProps } from './SettingEditor.tsx';
import type { Editor } from './setting-fields.ts';
import { bestUnit, sizeUnits, timeUnits } from './units.ts';

interface NumberEditorProps extends EditorProps {
  editor: Extract<Editor, { kind: 'number' }>;
  value: number;
  onChange: (value: unknown) => void;
}

export const NumberEditor = ({ editor, ...props }: NumberEditorProps) => {
  const { t } = useTranslation('settings');
  if (editor.unit === 'ms') return <AmountInput {...props} units={timeUnits} />;
  if (editor.unit === 'bytes') return <AmountInput {...props} units={sizeUnits} />;
  const { id, describedBy, isFaulty, isReadOnly, value, onChange } = props;
  return (
    <Group gap="xs" wrap="nowrap">
      <NumberInput
        id={id}
        aria-describedby={describedBy}
        error={isFaulty}
        disabled={isReadOnly}
        value={Number.isNaN(value) ? '' : value}
        onChange={(next) => onChange(next === '' ? Number.NaN : Number(next))}
        allowDecimal={!editor.isWhole}
        allowNegative={false}
        thousandSeparator=","
        maw={200}
        dir="ltr"
      />
      {editor.unit === 'days' && <Text size="sm">{t('units.days')}</Text>}
    </Group>
  );
};

interface AmountInputProps<U extends string> extends EditorProps {
  units: Readonly<Record<U, number>>;
  value: number;
  onChange: (value: number) => void;
}

/** A number with its unit: shown in the largest that fits, stored in the smallest. */
export const AmountInput = <U extends string>({ units, value, onChange, ...props }: AmountInputProps<U>) => {
  const { t } = useTranslation('settings');
  const { id, label, describedBy, isFaulty, isReadOnly } = props;
  const [chosen, setChosen] = useState<U>(() => bestUnit(value, units));
  // A value from elsewhere (reset, discarded) may not be whole in the unit chosen.
  const unit = value % units[chosen] === 0 || Number.isNaN(value) ? chosen : bestUnit(value, units);
  return (
    <Group gap="xs" wrap="nowrap">
      <NumberInput
        id={id}
        aria-label={id === '' ? label : undefined}
        aria-describedby={describedBy}
        error={isFaulty}
        disabled={isReadOnly}
        value={Number.isNaN(value) ? '' : value / units[unit]}
        onChange={(next) => onChange(next === '' ? Number.NaN : Math.round(Number(next) * units[unit]))}
        allowNegative={false}
        thousandSeparator=","
        flex="0 1 120px"
        miw={64}
        dir="ltr"
      />
      <NativeSelect
        aria-label={t('unitOf', { what: label })}
        disabled={isReadOnly}
        value={unit}
        onChange={(event) => {
          const next = event.currentTarget.value as U;
          setChosen(next);
          onChange(Math.round((value / units[unit]) * units[next]));
        }}
        data={(Object.keys(units) as U[]).map((name) => ({
          value: name,
          label: t(`units.${name}` as 'units.ms'),
        }))}
        flex="0 1 130px"
        miw={84}
      />
    </Group>
  );
};
