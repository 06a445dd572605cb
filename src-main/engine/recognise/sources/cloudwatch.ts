/**
 * Amazon CloudWatch through SNS: `ALARM: "name" in EU (Ireland)`, `OK: ...`, `INSUFFICIENT_DATA: ...`; the body has the
 * details as `- Name:`, `- State Change: OK -> ALARM`, the metric and its dimensions. An alarm has no severity: its
 * name or metric may tell. "Notifying users on alarm changes" of the CloudWatch user guide.
 */
import type { Category, Severity } from '../../../../src-shared/vocabulary.ts';
import type { MailText } from '../mail-text.ts';
import type { SourceAdapter } from '../source-adapter.ts';
import { fieldOf, groupsOf, rowFor, toName, toSummary } from './matching.ts';
import { likelyProblem, notice, recovery } from './outcome.ts';

const form = /^(?<state>ALARM|OK|INSUFFICIENT_DATA): "(?<name>[^"]{1,255})" in (?<region>[^"]{1,80})$/u;
const dimension =
  /\b(?:InstanceId|DBInstanceIdentifier|DBClusterIdentifier|LoadBalancer|LoadBalancerName|TargetGroup|FunctionName|QueueName|BucketName|ClusterName|ServiceName|CacheClusterId|VolumeId|TableName|FileSystemId|AutoScalingGroupName|DomainName|host|Host)\s?[=:]\s?"?(?<value>[\w./:-]{1,150})/u;

const severities: readonly { pattern: RegExp; severity: Severity }[] = [
  {
    pattern: /critical|\bp1\b|sev-?1|\bdown\b|statuscheckfailed|unhealthyhost|(?<!un)healthyhostcount/iu,
    severity: 'critical',
  },
  {
    pattern: /5xx|\berrors?\b|high|fail|urgent|\bp2\b|burstbalance|freestorage|deadletter|dlq/iu,
    severity: 'high',
  },
  { pattern: /./u, severity: 'medium' },
];

const categories: readonly { pattern: RegExp; category: Category }[] = [
  { pattern: /AWS\/(?:RDS|DynamoDB|ElastiCache|DocDB|Neptune|Redshift)/u, category: 'database' },
  { pattern: /AWS\/(?:EBS|S3|EFS|FSx)|disk|storage/iu, category: 'storage' },
  { pattern: /AWS\/(?:ELB|ApplicationELB|Lambda|ECS|ApiGateway|SQS|SNS)/u, category: 'service' },
  { pattern: /AWS\/(?:VPN|NATGateway|NetworkELB|DX|TransitGateway)/u, category: 'network' },
  { pattern: /AWS\/Route53/u, category: 'dns' },
  { pattern: /AWS\/EC2|CWAgent|cpu|memory|statuscheck/iu, category: 'system' },
];

export const cloudwatch: SourceAdapter = {
  source: 'cloudwatch',
  read: (mail) => {
    const found = groupsOf(mail.subject, form);
    if (found === null) return null;
    const name = toName(found.name);
    const metric = `${name} ${metricOf(mail)}`;
    return {
      ...(found.state === 'ALARM'
        ? likelyProblem(rowFor(severities, metric)?.severity ?? 'medium', 'medium')
        : found.state === 'OK'
          ? recovery()
          : notice('other', 'low')),
      category: rowFor(categories, metric)?.category ?? 'service',
      system: 'Amazon CloudWatch',
      host: toName(dimension.exec(mail.text.slice(0, 8_000))?.groups?.value),
      resource: name,
      condition: 'alarm',
      identity: `alarm ${name} in ${found.region}`,
      summary: toSummary(
        fieldOf(mail, 'reason for state change') === ''
          ? mail.subject
          : `${mail.subject}: ${fieldOf(mail, 'reason for state change')}`,
      ),
    };
  },
};

const metricOf = (mail: MailText): string =>
  `${fieldOf(mail, 'metricnamespace')} ${fieldOf(mail, 'metricname')}`;
