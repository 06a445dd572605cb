import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toneStyle } from '../../components/Tone.tsx';
import classes from './rules.module.css';

/** Something to look at in a row of the list; long words wrap. */
export const RuleWarning = ({ children }: { children: ReactNode }) => (
  <div className={classes.warning} style={toneStyle('medium')}>
    <IconAlertTriangle size={14} aria-hidden="true" />
    <span>{children}</span>
  </div>
);
