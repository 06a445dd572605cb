import { Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { DestinationSelect } from '../../components/DestinationSelect.tsx';
import { SeverityGrid } from '../rules/SeverityGrid.tsx';
import { DurationList } from './DurationList.tsx';
import { NumberEditor } from './NumberEditor.tsx';
import type { SettingField } from './setting-fields.ts';

export interface EditorProps {
  id: string;
  label: string;
  describedBy: string;
  isFaulty: boolean;
  isReadOnly: boolean;
}

interface SettingEditorProps extends EditorProps {
  field: SettingField;
  value: unknown;
  onChange: (value: unknown) => void;
}

const zones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** The input that fits what the contract says of the setting. */
export const SettingEditor = ({ field, value, onChange, ...props }: SettingEditorProps) => {
  const { t } = useTranslation('settings');
  const { id, label, describedBy, isFaulty, isReadOnly } = props;
  const { editor } = field;
  const common = { id, error: isFaulty, disabled: isReadOnly, 'aria-describedby': describedBy };
  switch (editor.kind) {
    case 'switch':
      return (
        <Switch
          {...common}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={editor.options.map((option) => ({
            value: option,
            label: t(`choices.${option}` as 'choices.en', { defaultValue: option }),
          }))}
          value={String(value)}
          onChange={(next) => next !== null && onChange(next)}
          allowDeselect={false}
          maw={320}
        />
      );
    case 'zone':
      return (
        <Select
          {...common}
          data={zones()}
          value={String(value)}
          onChange={(next) => next !== null && onChange(next)}
          searchable
          allowDeselect={false}
          limit={100}
          maw={320}
          dir="ltr"
        />
      );
    case 'number':
      return <NumberEditor {...props} editor={editor} value={Number(value)} onChange={onChange} />;
    case 'durations':
      return <DurationList {...props} most={editor.most} value={value as number[]} onChange={onChange} />;
    case 'list':
      return (
        <TagsInput
          {...common}
          value={value as string[]}
          onChange={(next) => onChange(next.map((one) => one.trim()).filter(Boolean))}
          placeholder={isReadOnly ? undefined : t('listPlaceholder')}
          splitChars={[',', ' ', '\n', '؛', '،']}
          acceptValueOnBlur
          clearable
          clearButtonProps={{ 'aria-label': t('clearOf', { what: label }) }}
          dir="ltr"
        />
      );
    case 'destinations':
      return (
        <DestinationSelect
          {...common}
          value={value as string[]}
          onChange={onChange}
          placeholder={(value as string[]).length === 0 ? t('chooseDestinations') : undefined}
        />
      );
    case 'overrides':
      return <SeverityGrid value={value as SeverityOverrides} onChange={onChange} isReadOnly={isReadOnly} />;
    case 'text':
      return (
        <TextInput
          {...common}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          type="url"
          dir="ltr"
        />
      );
    default:
      return editor satisfies never;
  }
};
