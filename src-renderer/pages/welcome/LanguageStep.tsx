import { Button, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../../components/Section.tsx';
import { setPreferences, usePreferences } from '../../i18n/preferences.ts';
import { languageNames } from '../../shell/language-names.ts';
import { Next } from './Next.tsx';
import type { StepProps } from './Welcome.page.tsx';

export const LanguageStep = ({ onNext }: StepProps) => {
  const { t } = useTranslation('welcome');
  const { language } = usePreferences();
  return (
    <Section title={t('language.title')} lead={t('language.lead')}>
      <SimpleGrid cols={2} spacing="sm" maw={420}>
        {languageNames.map(({ code, name }) => (
          <Button
            key={code}
            size="md"
            lang={code}
            variant={code === language ? 'light' : 'default'}
            aria-pressed={code === language}
            onClick={() => setPreferences({ language: code })}
          >
            {name}
          </Button>
        ))}
      </SimpleGrid>
      <Next onNext={onNext} />
    </Section>
  );
};
