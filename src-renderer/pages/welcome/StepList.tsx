import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type StepName, stepNames } from '../../data/first-run.ts';
import { useFormat } from '../../i18n/format.ts';
import type { SetUp, StepState } from './use-set-up.ts';
import classes from './welcome.module.css';

interface StepListProps {
  states: SetUp['states'];
  current: StepName;
  onChoose: (step: StepName) => void;
}

export const StepList = ({ states, current, onChoose }: StepListProps) => {
  const { t } = useTranslation('welcome');
  return (
    <nav aria-label={t('steps.title')} className={classes.steps}>
      <p className={classes.progress}>
        {t('steps.progress', {
          at: stepNames.indexOf(current) + 1,
          of: stepNames.length,
          name: t(`steps.${current}`),
        })}
      </p>
      <ol>
        {stepNames.map((name, index) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => onChoose(name)}
              aria-current={name === current ? 'step' : undefined}
              data-state={states[name]}
            >
              <span className={classes.mark} aria-hidden="true">
                <Mark state={states[name]} number={index + 1} />
              </span>
              <span className={classes.stepName}>{t(`steps.${name}`)}</span>
              <VisuallyHidden>, {t(`states.${states[name]}`)}</VisuallyHidden>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
};

const Mark = ({ state, number }: { state: StepState; number: number }) => {
  const format = useFormat();
  if (state === 'done') return <IconCheck size={15} stroke={2.4} />;
  if (state === 'passed') return <IconMinus size={15} stroke={2.4} />;
  return format.number(number);
};
