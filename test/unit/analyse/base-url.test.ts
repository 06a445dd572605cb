import { describe, expect, it } from 'vitest';
import { isOllama, normaliseBaseUrl } from '../../../src-main/engine/analyse/base-url.ts';

describe('normaliseBaseUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    [' https://api.openai.com/v1/ ', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1'],
    ['https://api.example.com/v1/completions', 'https://api.example.com/v1'],
    ['https://api.example.com/openai/v1///', 'https://api.example.com/openai/v1'],
    ['https://api.example.com/v1/CHAT/Completions?x=1#y', 'https://api.example.com/v1'],
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1'],
    ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434/v1'],
    ['http://127.0.0.1:11434/v1/chat/completions', 'http://127.0.0.1:11434/v1'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://[::1]:11434', 'http://[::1]:11434/v1'],
    ['https://api.deepseek.com', 'https://api.deepseek.com'],
    ['not a url', 'not a url'],
  ])('makes %s into %s', (pasted, expected) => {
    expect(normaliseBaseUrl(pasted)).toBe(expected);
    expect(normaliseBaseUrl(expected)).toBe(expected);
  });
});

describe('isOllama', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', true],
    ['https://ollama.example.net/v1', true],
    ['https://api.openai.com/v1', false],
    ['nonsense', false],
  ])('of %s is %s', (url, expected) => {
    expect(isOllama(url)).toBe(expected);
  });
});
