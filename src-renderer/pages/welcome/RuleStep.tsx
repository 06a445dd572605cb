import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Rule, ruleCreateInput } from '../../../src-shared/contract/rules.ts';
import { DestinationChips } from '../../components/DestinationChips.tsx';
import { DestinationSelect } from '../../components/DestinationSelect.tsx';
import { showRefusal, validateBy } from '../../components/form.ts';
import { GlobInput } from '../../components/GlobInput.tsx';
import { Bdi, Ltr } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { toastDone } from '../../components/toasts.tsx';
import { useDestinations } from '../../data/destinations.ts';
import { useCreateRule, useRules } from '../../data/rules.ts';
import { GlobTester } from '../rules/GlobTester.tsx';
import { Next } from './Next.tsx';
import type { StepProps } from './Welcome.page.tsx';
import classes from './welcome.module.css';

/** Who hears of whose mail. Without a rule the default destination does. */
export const RuleStep = ({ onNext }: StepProps) => {
  const { t } = useTranslation('welcome');
  const rules = useRules();
  const destinations = useDestinations();
  return (
    <Section title={t('rule.title')} lead={t('rule.lead')}>
      <QueryGate query={destinations}>
        {([first]) => (
          <QueryGate query={rules}>
            {(items) =>
              items.length > 0 ? (
                <RuleSummary rules={items} />
              ) : first === undefined ? (
                <Text size="sm">{t('rule.noDestination')}</Text>
              ) : (
                <FirstRule destinationId={first.id} />
              )
            }
          </QueryGate>
        )}
      </QueryGate>
      <Next onNext={onNext} isSkip={(rules.data?.length ?? 0) === 0} />
    </Section>
  );
};

const noRules: readonly Rule[] = [];

const FirstRule = ({ destinationId }: { destinationId: string }) => {
  const { t } = useTranslation('welcome');
  const create = useCreateRule();
  const form = useForm({
    initialValues: {
      name: '',
      match: { field: 'from' as const, glob: '' },
      destinationIds: [destinationId],
    },
    validate: validateBy(ruleCreateInput),
  });
  const save = form.onSubmit((values) =>
    create.mutate(values, {
      onSuccess: ({ name }) => toastDone(t('rule.made', { name })),
      onError: (error) => showRefusal(form, error),
    }),
  );
  return (
    <form onSubmit={save} noValidate>
      <div className={classes.columns}>
        <Stack gap="md">
          <GlobInput
            label={t('rule.glob')}
            withAsterisk
            {...form.getInputProps('match.glob')}
            value={form.values.match.glob}
          />
          <DestinationSelect
            label={t('rule.destinations')}
            {...form.getInputProps('destinationIds')}
            value={form.values.destinationIds}
            onChange={(ids) => form.setFieldValue('destinationIds', ids)}
          />
          <TextInput
            label={t('rule.name')}
            placeholder={t('rule.nameExample')}
            withAsterisk
            dir="auto"
            autoComplete="off"
            {...form.getInputProps('name')}
          />
          <Group>
            <Button type="submit" loading={create.isPending}>
              {t('rule.make')}
            </Button>
          </Group>
        </Stack>
        <GlobTester field="from" glob={form.values.match.glob} earlier={noRules} />
      </div>
    </form>
  );
};

const RuleSummary = ({ rules }: { rules: readonly Rule[] }) => {
  const { t } = useTranslation('welcome');
  return (
    <Stack gap="xs">
      {rules.slice(0, 5).map(({ id, name, match, destinationIds }) => (
        <Group key={id} gap="xs">
          <Text size="sm" fw={600}>
            <Bdi>{name}</Bdi>
          </Text>
          <Text size="sm">
            <Ltr>{match.glob}</Ltr>
          </Text>
          <DestinationChips ids={destinationIds} />
        </Group>
      ))}
      <Anchor component={Link} to="/rules" size="sm">
        {t('rule.all')}
      </Anchor>
    </Stack>
  );
};
