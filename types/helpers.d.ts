import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Gives the canonical text (RFC 8785) of JSON text, as a string or UTF-8 bytes, or of any other value. Throws a SyntaxError with
 * a `JsonErrorCode` as `code`, and a TypeError for a value that has no JSON form.
 */
export function canonicalize(json: unknown): string;
/** Gives the SHA-256 of that text as 64 lower-case hex digits. Throws in the same cases. */
export function fingerprint(json: unknown): string;
/**
 * For `express.json({ verify: captureRawBody })`. The fingerprint is then taken of the bytes as sent, which tells apart integers
 * beyond 2^53.
 */
export function captureRawBody(req: IncomingMessage, res: ServerResponse, buffer: Buffer): void;
/** Gives a UUIDv4 for a client in Node to send as its key. */
export function generateIdempotencyKey(): string;
