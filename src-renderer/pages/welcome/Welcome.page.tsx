import { Button } from '@mantine/core';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { PageSkeleton } from '../../components/LoadingState.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { changeFirstRun, passStep, type StepName, stepNames } from '../../data/first-run.ts';
import { ChannelStep } from './ChannelStep.tsx';
import { DoneStep } from './DoneStep.tsx';
import { LanguageStep } from './LanguageStep.tsx';
import { MailStep } from './MailStep.tsx';
import { ProviderStep } from './ProviderStep.tsx';
import { RuleStep } from './RuleStep.tsx';
import { SampleStep } from './SampleStep.tsx';
import { StepList } from './StepList.tsx';
import { useSetUp } from './use-set-up.ts';
import classes from './welcome.module.css';

export interface StepProps {
  /** On to the next; what is not done counts as passed over. */
  onNext: () => void;
}

const steps: Readonly<Record<StepName, ComponentType<StepProps>>> = {
  language: LanguageStep,
  mail: MailStep,
  sample: SampleStep,
  channel: ChannelStep,
  provider: ProviderStep,
  rule: RuleStep,
  done: DoneStep,
};

/** From nothing to the first alert seen. The step stands in the address, progress with the server and the browser. */
export const WelcomePage = () => {
  // The words of all steps at once: none of them waits when it is opened.
  const { t } = useTranslation(['welcome', 'words', 'channels', 'providers', 'rules', 'validation']);
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const setUp = useSetUp();
  if (setUp === null) return <PageSkeleton />;

  const asked = stepNames.find((name) => name === search.get('step'));
  const current = asked ?? setUp.next;
  const go = (step: StepName): void => setSearch({ step });
  const next = (): void => {
    passStep(current);
    go(stepNames[stepNames.indexOf(current) + 1] ?? 'done');
  };
  const leave = (): void => {
    changeFirstRun({ isDismissed: true });
    void navigate('/');
  };
  const Step = steps[current];
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <Button variant="default" onClick={leave}>
            {current === 'done' ? t('toDashboard') : t('later')}
          </Button>
        }
      />
      <div className={classes.guide}>
        <StepList states={setUp.states} current={current} onChoose={go} />
        <Step key={current} onNext={next} />
      </div>
    </>
  );
};
