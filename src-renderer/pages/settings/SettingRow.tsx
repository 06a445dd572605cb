import { ActionIcon, Group, Input, Tooltip } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LtrCode } from '../../components/ltr.tsx';
import { SettingEditor } from './SettingEditor.tsx';
import type { SettingField } from './setting-fields.ts';
import classes from './settings.module.css';
import type { SettingsDraft } from './use-settings-draft.ts';

interface SettingRowProps {
  field: SettingField;
  draft: SettingsDraft;
  isReadOnly: boolean;
}

/** One setting: its name, what it does, its value, and the way back to its default. */
export const SettingRow = ({ field, draft, isReadOnly }: SettingRowProps) => {
  const { t } = useTranslation('settings');
  const id = useId();
  const { name, help, initial } = field;
  const label = t(`fields.${name}.label`);
  const error = draft.errorOf(name);
  const value = draft.value(name);
  const isInitial = name === 'timeZone' || JSON.stringify(value) === JSON.stringify(initial);
  return (
    <div className={classes.row} data-changed={draft.isChanged(name) || undefined} id={`setting-${name}`}>
      <div>
        <Group gap={4} wrap="nowrap" align="center">
          <Input.Label htmlFor={id} id={`${id}-label`}>
            {label}
          </Input.Label>
          {!isInitial && !isReadOnly && (
            <Tooltip label={t('toDefault')}>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t('toDefaultOf', { what: label })}
                onClick={() => draft.change(name, initial)}
              >
                <IconRestore size={15} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
        <Input.Description id={`${id}-help`}>
          {t(`fields.${name}.help`, { defaultValue: help })}
        </Input.Description>
        <Input.Description mt={2}>
          <LtrCode>{name}</LtrCode>
        </Input.Description>
      </div>
      <div>
        <SettingEditor
          field={field}
          id={id}
          label={label}
          describedBy={`${id}-help`}
          value={value}
          onChange={(next) => draft.change(name, next)}
          isFaulty={error !== undefined}
          isReadOnly={isReadOnly}
        />
        {error !== undefined && (
          <Input.Error mt={4} role="alert">
            {error}
          </Input.Error>
        )}
      </div>
    </div>
  );
};
