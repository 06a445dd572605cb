import { NavLink, Select, Stack, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { PageHeader } from '../../components/PageHeader.tsx';
import { QueryGate } from '../../components/QueryGate.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useIsAdmin } from '../../data/auth.ts';
import { useSettings } from '../../data/settings.ts';
import { isDesktop } from '../../transport/desktop.ts';
import { ApiTokensSection } from './ApiTokensSection.tsx';
import { BrowserSection } from './BrowserSection.tsx';
import { BackupSection } from './backup/BackupSection.tsx';
import { DesktopSection } from './desktop/DesktopSection.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import { SmtpUsersSection } from './SmtpUsersSection.tsx';
import { type SectionName, sectionNames } from './sections.ts';
import classes from './settings.module.css';
import { UsersSection } from './UsersSection.tsx';

const searchId = 'settings-search';

/** Everything that is set while it runs, by section; the search looks through all of them. */
export const SettingsPage = () => {
  const { t } = useTranslation('settings');
  const navigate = useNavigate();
  const isAdmin = useIsAdmin();
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const named = useParams().section;
  const offered = sectionNames(isAdmin, isDesktop());
  const section = offered.find((name) => name === named) ?? offered[0] ?? 'browser';
  const open = (name: string): void => void navigate(`/settings/${name}`);
  useShortcut({
    keys: '/',
    label: t('search'),
    group: 'page',
    run: () => document.getElementById(searchId)?.focus(),
  });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className={classes.layout}>
        <Stack gap="sm">
          <TextInput
            id={searchId}
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            leftSection={<IconSearch size={16} />}
            value={q}
            onChange={(event) =>
              setParams(event.currentTarget.value === '' ? {} : { q: event.currentTarget.value }, {
                replace: true,
              })
            }
          />
          <Select
            className={classes.picker}
            aria-label={t('sectionsLabel')}
            data={offered.map((name) => ({ value: name, label: t(`sections.${name}`) }))}
            value={section}
            onChange={(name) => name !== null && open(name)}
            allowDeselect={false}
          />
          <nav className={classes.sections} aria-label={t('sectionsLabel')}>
            {offered.map((name) => (
              <NavLink
                key={name}
                component={Link}
                to={`/settings/${name}`}
                label={t(`sections.${name}`)}
                active={q === '' && name === section}
                aria-current={q === '' && name === section ? 'page' : undefined}
                py={6}
              />
            ))}
          </nav>
        </Stack>
        <div>
          <QueryGate query={useSettings()}>
            {(stored) => (
              <SettingsForm
                stored={stored}
                section={section}
                q={q}
                isReadOnly={!isAdmin}
                onOpenSection={open}
              />
            )}
          </QueryGate>
          {q === '' && <OwnSection name={section} />}
        </div>
      </div>
    </>
  );
};

/** Sections that are more than settings. */
const OwnSection = ({ name }: { name: SectionName }) => {
  switch (name) {
    case 'users':
      return <UsersSection />;
    case 'smtpUsers':
      return <SmtpUsersSection />;
    case 'apiTokens':
      return <ApiTokensSection />;
    case 'browser':
      return <BrowserSection />;
    case 'backup':
      return <BackupSection />;
    case 'desktop':
      return <DesktopSection />;
    default:
      return null;
  }
};
