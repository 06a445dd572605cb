import type { CSSProperties, ReactNode } from 'react';
import type { Severity } from '../../src-shared/vocabulary.ts';
import classes from './tone.module.css';

/** Severities, and `ok`. Colours stand in global.css. */
export type ToneName = Severity | 'ok';

export const toneStyle = (tone: ToneName): CSSProperties =>
  ({
    '--tone': `var(--tone-${tone})`,
    '--tone-text': `var(--tone-${tone}-text)`,
    '--tone-tint': `var(--tone-${tone}-tint)`,
  }) as CSSProperties;

interface ToneBadgeProps {
  tone: ToneName;
  children: ReactNode;
  withDot?: boolean;
}

export const ToneBadge = ({ tone, children, withDot = false }: ToneBadgeProps) => (
  <span className={classes.badge} data-tone={tone}>
    {withDot && <ToneDot tone={tone} />}
    {children}
  </span>
);

/** Colour alone says nothing to many: words stand beside it. */
export const ToneDot = ({ tone }: { tone: ToneName }) => (
  <span className={classes.dot} data-tone={tone} aria-hidden="true" />
);
