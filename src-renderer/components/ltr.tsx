import { Code } from '@mantine/core';
import type { ReactNode } from 'react';

interface TextProps {
  children: ReactNode;
  className?: string;
}

/** For what is left-to-right in every language: addresses, hosts, ids, globs, ports, URLs. */
export const Ltr = ({ children, className }: TextProps) => (
  <bdi dir="ltr" className={className}>
    {children}
  </bdi>
);

/** For words of others, whose direction is known to nobody: subjects, summaries, answers of remotes. */
export const Bdi = ({ children, className }: TextProps) => (
  <bdi dir="auto" className={className}>
    {children}
  </bdi>
);

/** One line of somebody's words: cut at its own end, aligned with the page. */
export const OneLine = ({ children, className = '' }: TextProps) => (
  <div dir="auto" className={`one-line ${className}`}>
    {children}
  </div>
);

/** Code and literals in a line of text. */
export const LtrCode = ({ children }: TextProps) => (
  <Code dir="ltr" component="bdi" className="one-piece">
    {children}
  </Code>
);
