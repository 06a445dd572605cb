import { Fragment, type ReactNode } from 'react';
import classes from '../alerts.module.css';

export interface Fact {
  label: string;
  /** Null: not known, left out. */
  value: ReactNode;
}

/** Names and values, two columns. */
export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className={classes.facts}>
    {facts
      .filter(({ value }) => value !== null && value !== '' && value !== false)
      .map(({ label, value }) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
  </dl>
);
