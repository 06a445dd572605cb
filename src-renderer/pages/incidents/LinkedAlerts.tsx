import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../../src-shared/contract/incidents.ts';
import { Section } from '../../components/Section.tsx';
import classes from './incidents.module.css';

/** The alerts of the incident that its timeline names, newest first. */
export const LinkedAlerts = ({ incident }: { incident: Incident }) => {
  const { t } = useTranslation('incidents');
  const ids = [
    ...new Set([
      incident.lastAlertId,
      ...incident.timeline.toReversed().flatMap(({ alertId }) => (alertId === undefined ? [] : [alertId])),
      incident.firstAlertId,
    ]),
  ].slice(0, shownAlerts);
  return (
    <Section title={t('alerts.title')}>
      <ul className={classes.alerts}>
        {ids.map((id) => (
          <li key={id}>
            <Anchor component={Link} to={`/alerts/${id}`} size="sm" className={classes.id} dir="ltr">
              {id}
            </Anchor>{' '}
            {id === incident.firstAlertId && (
              <Text span size="sm" c="dimmed">
                {t('alerts.first')}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
};

const shownAlerts = 20;
