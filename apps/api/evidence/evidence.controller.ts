import { Controller, Get, Inject, Param, Put, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { ChangingCommand, Receipt, Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { isRecordId } from '#libs/eventing/commands/record-id.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { ContentType, endings } from '#libs/evidence/content-type.js';
import { EvidenceStore } from '#libs/evidence/evidence-store.js';
import { MalwareScanner, type ScanResult } from '#libs/evidence/malware-scanner.js';
import { SpooledFile, type EvidencePlace } from '#libs/evidence/spooled-file.js';
import {
  OpenUpload,
  ReceiveEvidence,
  RecordScan,
  RefuseEvidence,
  ViewEvidence,
} from '#libs/investigations/investigation.commands.js';
import type { UploadRefusal } from '#libs/investigations/investigation-words.js';
import { BadInput } from '../graphql/errors.js';
import { Allow, Sender } from '../access/who.js';
import { atPace, TooSlow } from './pace.js';
import { Uploads, type UploadLimits } from './uploads.js';

interface Incoming {
  readonly of: { readonly id: string; readonly evidenceId: string };
  readonly spooled: SpooledFile;
  readonly place: EvidencePlace;
  readonly send: Send;
  /** Aborted once nobody waits any more. */
  readonly gone: AbortSignal;
}

type Received = { readonly sha256: string; readonly mediaType: string } | { readonly refusal: UploadRefusal };

const full = {
  person: 'You already have two uploads under way. Wait until one of them has finished.',
  school: 'Too many files are being uploaded at your school. Try again in a minute.',
  all: 'Too many files are being uploaded. Try again in a minute.',
};

/** The two doors for evidence files (D12, D13): one in, one out. What they show was declared before, by `declareEvidence`. */
@Controller('evidence/:investigation/:evidence')
export class EvidenceController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EvidenceStore) private readonly store: EvidenceStore,
    @Inject(MalwareScanner) private readonly scanner: MalwareScanner,
    @Inject(Uploads) private readonly uploads: Uploads,
  ) {}

  /** Takes a file in, as the raw body. Nothing of one that is refused stays anywhere; that it was refused is an event. */
  @Allow('evidence:upload')
  @Put()
  async upload(
    @Param('investigation') investigation: string,
    @Param('evidence') evidence: string,
    @Sender() who: Who,
    @Req() request: IncomingMessage,
    @Res() response: ServerResponse,
  ): Promise<void> {
    if (request.headers['content-type'] !== 'application/octet-stream')
      throw new BadInput([{ field: 'content-type', rule: 'send the file as application/octet-stream' }]);
    const [id, evidenceId] = ids(investigation, evidence);
    const send: Send = (command) => this.commands.execute(command.by(who));
    await send(commandOf(OpenUpload, { id, evidenceId }));

    const ended = this.uploads.begin(who);
    if (typeof ended === 'string') {
      turnAway(response.setHeader('retry-after', '30'), 429, {
        code: 'TOO_MANY_UPLOADS',
        message: full[ended],
      });
      return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const place = placeOf(who, id, evidenceId);
      const spooled = await SpooledFile.begin(place);
      try {
        await this.takeIn(request, response, { of: { id, evidenceId }, spooled, place, send, gone: gone.signal });
      } finally {
        await spooled.drop();
      }
    } catch (error) {
      // Whoever hung up in the middle is told nothing.
      if (request.destroyed && !request.complete) return;
      if (error instanceof TooSlow)
        turnAway(response, 408, { code: 'UPLOAD_TOO_SLOW', message: tooSlow(this.uploads.limits) });
      else if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        turnAway(response, 507, {
          code: 'NO_ROOM',
          message: 'There is no room for the file. Tell your administrator.',
        });
      else throw error;
    } finally {
      ended();
    }
  }

  /** Hands a file out, once it is on record who looks at it. */
  @Allow('evidence:view')
  @Get()
  async download(
    @Param('investigation') investigation: string,
    @Param('evidence') evidence: string,
    @Sender() who: Who,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const [id, evidenceId] = ids(investigation, evidence);
    const view = (): Promise<Receipt> => this.commands.execute(commandOf(ViewEvidence, { id, evidenceId }).by(who));
    const place = placeOf(who, id, evidenceId);
    await view().catch(async (error: unknown) => {
      if (!(error instanceof Rejection) || error.code !== 'EVIDENCE_QUARANTINED') throw error;
      const verdict = await this.scanStored(place);
      if (verdict === 'notScanned') throw error;
      await this.commands.execute(commandOf(RecordScan, { id, evidenceId, verdict }).by(who));
      await view();
    });
    const file = await this.store.read(place);
    if (!file)
      throw new Rejection('EVIDENCE_NOT_FOUND', 'The file is not there: it was erased, or never came in whole.', 'D13');
    response.writeHead(200, {
      'content-type': file.mediaType,
      'content-length': file.bytes,
      'content-disposition': `attachment; filename="evidence-${evidenceId}.${endings[file.mediaType] ?? 'bin'}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    });
    await pipeline(file.content, response);
  }

  private async takeIn(
    request: IncomingMessage,
    response: ServerResponse,
    { of, spooled, place, send, gone }: Incoming,
  ): Promise<void> {
    const refuse = async (why: UploadRefusal): Promise<void> => {
      const receipt = await send(commandOf(RefuseEvidence, { ...of, why }));
      turnAway(response, 422, { code: 'EVIDENCE_REFUSED', why, receipt });
    };
    const received = await this.receive(request, spooled);
    if ('refusal' in received) return refuse(received.refusal);
    const { sha256, mediaType } = received;
    const scan = await this.scanner.scan(spooled.content(), spooled.bytes, gone);
    // A scanner that was stopped because nobody waits any more has found nothing out.
    if (gone.aborted) return;
    if (scan.verdict === 'infected') return refuse('malware');
    const notScannedBecause = scan.verdict === 'notScanned' ? { notScannedBecause: scan.because } : {};
    const taken = { sha256, bytes: spooled.bytes, scan: scan.verdict, ...notScannedBecause };
    // The event before the file is there: what may no longer come in, because the case was halted meanwhile, is never stored.
    const receipt = await this.store.keep(spooled, place, mediaType, () =>
      send(commandOf(ReceiveEvidence, { ...of, ...taken, mediaType })),
    );
    answer(response, 201, { receipt, ...taken });
  }

  private async receive(request: IncomingMessage, spooled: SpooledFile): Promise<Received> {
    const { bytes: longest, pace } = this.uploads.limits;
    const hash = createHash('sha256');
    const type = new ContentType();
    // The rest of what is too long stays unread; the answer still goes out on the same connection.
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    for await (const part of atPace(body, pace)) {
      if (spooled.bytes + part.length > longest) return { refusal: 'tooLarge' };
      hash.update(part);
      type.see(part);
      await spooled.write(part);
    }
    await spooled.end();
    const mediaType = await type.end();
    if (spooled.bytes === 0) return { refusal: 'empty' };
    return mediaType === undefined ? { refusal: 'typeNotAllowed' } : { sha256: hash.digest('hex'), mediaType };
  }

  private async scanStored(place: EvidencePlace): Promise<ScanResult['verdict']> {
    const file = await this.store.read(place);
    return file ? (await this.scanner.scan(file.content, file.bytes)).verdict : 'notScanned';
  }
}

type Send = (command: ChangingCommand) => Promise<Receipt>;

const tooSlow = ({ pace }: UploadLimits): string =>
  `The file came in too slowly: at least ${Math.ceil(pace.bytesPerSecond / 1024)} KiB a second are needed. Nothing was kept; send it again over a better connection.`;

function ids(id: string, evidenceId: string): [string, string] {
  if (!isRecordId(id) || !isRecordId(evidenceId))
    throw new BadInput([{ field: 'path', rule: 'the path is /evidence/<investigation id>/<evidence id>' }]);
  return [id, evidenceId];
}

const placeOf = ({ school }: Who, id: string, evidenceId: string): EvidencePlace => ({
  school,
  record: `investigation-${id}`,
  id: `${id}/${evidenceId}`,
});

/** Answers before the body has been read; its rest is never read, so the connection ends with the answer. */
function turnAway(response: ServerResponse, status: number, body: object): void {
  answer(response.setHeader('connection', 'close'), status, body);
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
