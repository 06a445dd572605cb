import { Accordion, Code, Group, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Ltr } from '../../components/ltr.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';

/** Every package that is part of the program, with its licence as it came. */
export const LicenceList = () => {
  const { t } = useTranslation('about');
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['licences'],
    queryFn: async () => (await import('virtual:licences')).licences,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const word = q.trim().toLowerCase();
  return (
    <QueryGate query={query}>
      {(licences) => {
        const shown = licences.filter(({ name, licence }) =>
          `${name} ${licence}`.toLowerCase().includes(word),
        );
        return (
          <>
            <Group mb="sm" gap="sm">
              <TextInput
                aria-label={t('licences.search')}
                placeholder={t('licences.search')}
                leftSection={<IconSearch size={16} />}
                value={q}
                onChange={(event) => setQ(event.currentTarget.value)}
                flex="1 1 220px"
                maw={360}
              />
              <Text size="sm" c="dimmed" role="status">
                {t('licences.count', { count: shown.length })}
              </Text>
            </Group>
            {shown.length === 0 ? (
              <EmptyState title={t('licences.none')} next={t('licences.noneNext')} />
            ) : (
              <Accordion value={open} onChange={setOpen} variant="default" chevronPosition="right">
                {shown.map(({ name, version, licence, text }) => {
                  const key = `${name} ${version}`;
                  return (
                    <Accordion.Item key={key} value={key}>
                      <Accordion.Control py={0}>
                        <Group justify="space-between" gap="xs" pe="sm">
                          <Ltr>
                            {name}{' '}
                            <Text span size="xs" c="dimmed">
                              {version}
                            </Text>
                          </Ltr>
                          <Text size="sm" c="dimmed">
                            <Ltr>{licence}</Ltr>
                          </Text>
                        </Group>
                      </Accordion.Control>
                      <Accordion.Panel>
                        {open === key &&
                          (text === '' ? (
                            <Text size="sm">{t('licences.noText')}</Text>
                          ) : (
                            <Code block dir="ltr" tabIndex={0} mah={420}>
                              {text}
                            </Code>
                          ))}
                      </Accordion.Panel>
                    </Accordion.Item>
                  );
                })}
              </Accordion>
            )}
          </>
        );
      }}
    </QueryGate>
  );
};
