import {
  Alert,
  Button,
  Group,
  Input,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../../src-shared/contract/rules.ts';
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import { DestinationSelect } from '../../components/DestinationSelect.tsx';
import { EditorDrawer } from '../../components/EditorDrawer.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { GlobInput } from '../../components/GlobInput.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useIsAdmin } from '../../data/auth.ts';
import { useProviders } from '../../data/providers.ts';
import { useFormat } from '../../i18n/format.ts';
import { GlobTester } from './GlobTester.tsx';
import { type Place, useRulesPath } from './place.ts';
import { findShadows } from './rule-insight.ts';
import classes from './rules.module.css';
import { SeverityGridField } from './SeverityGrid.tsx';
import { positionOf, type RuleForm, useRuleForm } from './use-rule-form.ts';

interface RuleEditorProps {
  place: Place;
  rules: readonly Rule[];
}

export const RuleEditor = ({ place, rules }: RuleEditorProps) => {
  const { t } = useTranslation('rules');
  const isAdmin = useIsAdmin();
  const path = useRulesPath();
  const isMissing = place.kind === 'rule' && !rules.some(({ id }) => id === place.id);
  const title = place.kind === 'new' ? t('editor.new') : isAdmin ? t('editor.edit') : t('editor.view');
  return (
    <EditorDrawer
      isOpen={place.kind !== 'list'}
      listPath={path('/rules')}
      size={720}
      words={{
        title,
        close: t('editor.close'),
        leaveTitle: t('editor.leaveTitle'),
        leave: t('editor.leave'),
        leaveWhy: t('editor.leaveWhy'),
      }}
    >
      {(guard) =>
        isMissing ? (
          <EmptyState title={t('editor.gone')} next={t('editor.goneNext')} />
        ) : (
          place.kind !== 'list' && (
            <EditorForm
              key={JSON.stringify(place)}
              place={place}
              rules={rules}
              onDirty={guard.setDirty}
              onLeave={guard.leave}
              onDone={guard.leaveNow}
            />
          )
        )
      }
    </EditorDrawer>
  );
};

interface EditorFormProps {
  place: Exclude<Place, { kind: 'list' }>;
  rules: readonly Rule[];
  onDirty: (isDirty: boolean) => void;
  onLeave: () => void;
  onDone: () => void;
}

const EditorForm = ({ place, rules, onDirty, onLeave, onDone }: EditorFormProps) => {
  const { t } = useTranslation(['rules', 'common']);
  const isAdmin = useIsAdmin();
  const { form, save, isSaving } = useRuleForm(place, rules, onDone);
  const isDirty = form.isDirty();
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
  useShortcut({
    keys: 'mod+Enter',
    label: t('editor.save'),
    group: 'page',
    run: () => void form.onSubmit(save)(),
    worksInFields: true,
  });
  const values = form.values;
  const position = positionOf(place, rules);
  const earlier = rules.slice(0, position);
  return (
    <form onSubmit={form.onSubmit(save)} noValidate>
      <fieldset disabled={!isAdmin} className={classes.fields}>
        <Stack gap="md">
          <PlaceLine position={position} rules={rules} />
          <TextInput
            label={t('editor.name')}
            description={t('editor.nameHelp')}
            placeholder={t('editor.namePlaceholder')}
            withAsterisk
            data-autofocus
            dir="auto"
            {...form.getInputProps('name')}
          />
          <Input.Wrapper label={t('editor.field')} description={t('editor.fieldHelp')} labelElement="div">
            <div>
              <SegmentedControl
                mt={6}
                aria-label={t('editor.field')}
                data={[
                  { value: 'from', label: t('editor.from') },
                  { value: 'to', label: t('editor.to') },
                ]}
                {...form.getInputProps('match.field')}
              />
            </div>
          </Input.Wrapper>
          <GlobInput
            label={t('editor.glob')}
            withAsterisk
            {...form.getInputProps('match.glob')}
            value={values.match.glob}
          />
          <ShadowNotice form={values} earlier={earlier} />
          <GlobTester field={values.match.field} glob={values.match.glob} earlier={earlier} />
          <DestinationSelect
            label={t('editor.destinations')}
            description={t('editor.destinationsHelp')}
            placeholder={values.destinationIds.length === 0 ? t('grid.choose') : undefined}
            {...form.getInputProps('destinationIds')}
            value={values.destinationIds}
          />
          <SeverityGridField
            label={t('editor.overrides')}
            description={t('editor.overridesHelp')}
            value={values.severityOverrides}
            onChange={(overrides) => form.setFieldValue('severityOverrides', overrides)}
            errors={overrideErrors(form.errors)}
            isReadOnly={!isAdmin}
          />
          <ProviderSelect {...form.getInputProps('providerId')} value={values.providerId} />
          <Switch
            label={t('editor.enabled')}
            description={t('editor.enabledHelp')}
            {...form.getInputProps('enabled', { type: 'checkbox' })}
          />
        </Stack>
      </fieldset>
      <Group justify="flex-end" className={classes.footer}>
        <Button variant="default" onClick={onLeave}>
          {isAdmin ? t('common:cancel') : t('common:close')}
        </Button>
        {isAdmin && (
          <Button type="submit" loading={isSaving}>
            {place.kind === 'new' ? t('editor.create') : t('common:save')}
          </Button>
        )}
      </Group>
    </form>
  );
};

const overrideErrors = (errors: Record<string, unknown>): Partial<Record<Severity, string>> =>
  Object.fromEntries(
    severities.flatMap((severity) => {
      const found = Object.entries(errors).find(([path]) => path.startsWith(`severityOverrides.${severity}`));
      return found === undefined ? [] : [[severity, String(found[1])]];
    }),
  );

const PlaceLine = ({ position, rules }: { position: number; rules: readonly Rule[] }) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const before = rules[position - 1];
  return (
    <Text size="sm" c="dimmed">
      {before === undefined
        ? t('editor.first')
        : t('editor.place', { place: format.number(position + 1), name: before.name })}
    </Text>
  );
};

/** Said while the glob is typed, not when it is too late. */
const ShadowNotice = ({ form, earlier }: { form: RuleForm; earlier: readonly Rule[] }) => {
  const { t } = useTranslation('rules');
  const format = useFormat();
  if (!form.enabled || form.match.glob.trim() === '') return null;
  const shadow = findShadows([...earlier, { id: '', enabled: true, match: form.match }]).get('') as
    | Rule
    | undefined;
  if (shadow === undefined) return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
      {t('warning.shadowedLong', { place: format.number(shadow.position + 1), name: shadow.name })}
    </Alert>
  );
};

interface ProviderSelectProps {
  value: string | null;
  onChange: (id: string | null) => void;
  error?: string;
}

const ProviderSelect = (props: ProviderSelectProps) => {
  const { t } = useTranslation('rules');
  const providers = useProviders().data ?? [];
  return (
    <Select
      label={t('editor.provider')}
      description={t('editor.providerHelp')}
      placeholder={t('editor.providerAny')}
      clearable
      clearButtonProps={{ 'aria-label': t('editor.providerAny') }}
      data={providers.map(({ id, name, model }) => ({ value: id, label: `${name} (${model})` }))}
      {...props}
    />
  );
};
