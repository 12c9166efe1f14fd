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
import { EvidenceStore, type EvidencePlace, type IncomingFile } from '#libs/evidence/evidence-store.js';
import { MalwareScanner, type Scan } from '#libs/evidence/malware-scanner.js';
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

/** The longest file, in bytes. */
export class EvidenceLimit {
  constructor(readonly bytes: number) {}
}

interface Taken {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string | undefined;
  readonly refusal: UploadRefusal | undefined;
  readonly scan: 'clean' | 'notScanned';
}

/** The two doors for evidence files (D12, D13): one in, one out. What they show was declared before, by `declareEvidence`. */
@Controller('evidence/:investigation/:evidence')
export class EvidenceController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EvidenceStore) private readonly store: EvidenceStore,
    @Inject(MalwareScanner) private readonly scanner: MalwareScanner,
    @Inject(EvidenceLimit) private readonly limit: EvidenceLimit,
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
    const send = (command: ChangingCommand): Promise<Receipt> => this.commands.execute(command.by(who));
    await send(commandOf(OpenUpload, { id, evidenceId }));

    const incoming = await this.store.begin(placeOf(who, id, evidenceId));
    const scan = this.scanner.begin();
    try {
      const { refusal, mediaType, ...taken } = await this.take(request, incoming, scan);
      if (refusal || mediaType === undefined) {
        const why = refusal ?? 'typeNotAllowed';
        await incoming.drop();
        const receipt = await send(commandOf(RefuseEvidence, { id, evidenceId, why }));
        answer(response.setHeader('connection', 'close'), 422, { code: 'EVIDENCE_REFUSED', why, receipt });
        return;
      }
      // The event first: what may no longer come in, because the case was halted meanwhile, is never stored.
      const receipt = await send(commandOf(ReceiveEvidence, { id, evidenceId, mediaType, ...taken }));
      await incoming.keep(mediaType);
      answer(response, 201, { receipt, sha256: taken.sha256, bytes: taken.bytes, scan: taken.scan });
    } finally {
      scan.cancel();
      await incoming.drop();
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

  private async take(request: IncomingMessage, incoming: IncomingFile, scan: Scan): Promise<Taken> {
    const hash = createHash('sha256');
    const type = new ContentType();
    let bytes = 0;
    // The rest of what is too long stays unread; the answer still goes out on the same connection.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > this.limit.bytes) break;
      hash.update(part);
      type.see(part);
      await Promise.all([incoming.write(part), scan.write(part)]);
    }
    const mediaType = type.end();
    const early =
      bytes === 0 ? 'empty' : bytes > this.limit.bytes ? 'tooLarge' : mediaType ? undefined : 'typeNotAllowed';
    const verdict = early ? 'notScanned' : await scan.end();
    const refusal = verdict === 'infected' ? 'malware' : early;
    return {
      sha256: hash.digest('hex'),
      bytes,
      mediaType,
      refusal,
      scan: verdict === 'clean' ? 'clean' : 'notScanned',
    };
  }

  private async scanStored(place: EvidencePlace): Promise<'clean' | 'infected' | 'notScanned'> {
    const file = await this.store.read(place);
    if (!file) return 'notScanned';
    const scan = this.scanner.begin();
    try {
      for await (const part of file.content) await scan.write(part);
      return await scan.end();
    } finally {
      scan.cancel();
    }
  }
}

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

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
