/**
 * What a SCSI disk says of itself: INQUIRY data, vital product data, mode pages. SCSI Primary Commands 4 (SPC-4), sections
 * 6.4, 7.5 and 7.8; SCSI Block Commands 3 (SBC-3), sections 6.4.5 (caching) and 6.5.3 (block limits).
 */

const VENDOR = 'HVFT    ';
const PRODUCT = 'DISK            ';
const REVISION = '1   ';
/** A direct access block device; and what stands for a logical unit that is not there. */
const DISK = 0x00;
const NO_UNIT = 0x7f;

/** Standard INQUIRY data of the disk, or of a unit that is not there. */
export function inquiryData(isThere: boolean): Uint8Array {
  // SPC-3, response format 2, 31 more bytes, command queueing.
  const head = [isThere ? DISK : NO_UNIT, 0, 5, 2, 31, 0, 0, 2];
  return Uint8Array.of(...head, ...ascii(VENDOR + PRODUCT + REVISION));
}

/** A page of vital product data; undefined if there is no such page. `mostSectors`: of one command. */
export function productData(page: number, mostSectors: number): Uint8Array | undefined {
  switch (page) {
    case 0x00:
      return productPage(page, [0x00, 0x80, 0x83, 0xb0]);
    case 0x80: // the serial number
      return productPage(page, ascii('0'));
    case 0x83: {
      // One designator in ASCII, of the T10 vendor identification type, of the logical unit.
      const designator = ascii(`${VENDOR}${PRODUCT}0`);
      return productPage(page, [0x02, 0x01, 0, designator.length, ...designator]);
    }
    case 0xb0: {
      const limits = new Uint8Array(60);
      new DataView(limits.buffer).setUint32(4, mostSectors); // the longest transfer
      return productPage(page, limits);
    }
    default:
      return undefined;
  }
}

function productPage(page: number, content: ArrayLike<number>): Uint8Array {
  return Uint8Array.of(DISK, page, content.length >>> 8, content.length & 0xff, ...Array.from(content));
}

/** The caching page, 8: writes may wait in a cache until SYNCHRONIZE CACHE. */
const CACHING = { code: 0x08, length: 0x12, writeCache: 0x04 } as const;
const ALL_PAGES = 0x3f;

/**
 * Mode pages with their header, which has 4 bytes or 8; undefined if there is no such page. `changeable`: which bits could be
 * changed, instead of what they are: none.
 */
export function modeData(page: number, headerSize: 4 | 8, changeable: boolean): Uint8Array | undefined {
  if (page !== CACHING.code && page !== ALL_PAGES) return undefined;
  const data = new Uint8Array(headerSize + 2 + CACHING.length);
  // Medium type, no write protection, no block descriptors: 0. The length is of what follows the length.
  if (headerSize === 4) data[0] = data.length - 1;
  else data[1] = data.length - 2;
  data.set([CACHING.code, CACHING.length, changeable ? 0 : CACHING.writeCache], headerSize);
  return data;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
