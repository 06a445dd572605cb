import { Button, Stack, TextInput } from '@mantine/core';
import { IconDownload, IconPlus, IconRoute, IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { EmptyState } from '../../components/EmptyState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { Section } from '../../components/Section.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useUrlText } from '../../components/url-text.ts';
import { useIsAdmin } from '../../data/auth.ts';
import { useRules } from '../../data/rules.ts';
import { DefaultDestinations, GlobalOverrides } from './DefaultRouting.tsx';
import { useRulesExport } from './export-rules.ts';
import { usePlace, useRulesPath } from './place.ts';
import { RuleEditor } from './RuleEditor.tsx';
import { RuleList } from './RuleList.tsx';
import { RuleNotices } from './RuleNotices.tsx';
import { Simulator } from './Simulator.tsx';
import { useRuleInsight } from './use-rule-insight.ts';

/** Who hears of what: the rules in order, what comes after them, and a way to try all of it. */
export const RulesPage = () => {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const isAdmin = useIsAdmin();
  const rules = useRules();
  const insight = useRuleInsight();
  const place = usePlace();
  const [search, setSearch] = useUrlText('q');
  const searchField = useRef<HTMLInputElement>(null);
  const exportRules = useRulesExport();
  const path = useRulesPath();
  const add = () => void navigate(path('/rules/new'));
  useShortcut({ keys: 'n', label: t('new'), group: 'page', run: add }, isAdmin);
  useShortcut({ keys: '/', label: t('search'), group: 'page', run: () => searchField.current?.focus() });

  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconDownload size={16} />}
              onClick={exportRules ?? undefined}
              disabled={exportRules === null}
            >
              {t('export')}
            </Button>
            {isAdmin && (
              <Button leftSection={<IconPlus size={16} />} onClick={add}>
                {t('new')}
              </Button>
            )}
          </>
        }
      />
      <Stack gap="md">
        <RuleNotices insight={insight} />
        <Section title={t('list.title')} lead={t('list.lead')}>
          <QueryGate query={rules}>
            {(items) => (
              <Stack gap="sm">
                {items.length > 0 && (
                  <TextInput
                    ref={searchField}
                    aria-label={t('search')}
                    placeholder={t('search')}
                    leftSection={<IconSearch size={16} />}
                    value={search}
                    onChange={(event) => setSearch(event.currentTarget.value)}
                    maw={360}
                    type="search"
                  />
                )}
                {items.length === 0 ? (
                  <EmptyState
                    icon={IconRoute}
                    title={t('list.empty')}
                    next={t('list.next')}
                    action={
                      isAdmin && (
                        <Button variant="light" size="xs" onClick={add}>
                          {t('new')}
                        </Button>
                      )
                    }
                  />
                ) : (
                  <RuleList rules={items} insight={insight} search={search} />
                )}
                <DefaultDestinations insight={insight} />
              </Stack>
            )}
          </QueryGate>
        </Section>
        <Simulator />
        <GlobalOverrides />
      </Stack>
      {rules.data !== undefined && <RuleEditor place={place} rules={rules.data} />}
    </>
  );
};
