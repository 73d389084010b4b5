//! Whether the footer and the pages of a Parquet file can be what they say: read before polars decodes any of them, because it
//! makes room for as much as they say they hold, and a number that was damaged would take all memory.
//!
//! Files of this program have flat columns, whose values are plain or come from a dictionary. Nothing is decoded here.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;

use polars_io::parquet::read::FileMetadata;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use polars_parquet_format::{Encoding, FileMetaData, PageHeader};

/// Most values of a table: 16 GiB, what a run may take without further ado.
const MOST_VALUES: usize = 1 << 31;
/// Largest page; those of this program are of about 1 MiB.
const LARGEST_PAGE: usize = 256 << 20;
/// Memory that a footer may take for each of its bytes.
const MEMORY_OF_A_BYTE: usize = 64;
/// Bytes behind the footer: its length and four letters.
const END: u64 = 8;
/// Largest header of a page.
const LARGEST_HEADER: usize = 1 << 20;
/// How values may be encoded.
const ENCODINGS: [Encoding; 4] =
    [Encoding::PLAIN, Encoding::PLAIN_DICTIONARY, Encoding::RLE_DICTIONARY, Encoding::RLE];

/// Checks the footer of a file, which tells where its pages are; says what is wrong.
pub fn check_footer(file: &mut File) -> Result<(), String> {
    let footer = footer(file).map_err(|error| error.to_string())?;
    let Some(bytes) = footer else { return Err("it has no footer".to_owned()) };
    let most = bytes.len().saturating_mul(MEMORY_OF_A_BYTE);
    let mut protocol = TCompactInputProtocol::new(bytes.as_slice(), most);
    let metadata = FileMetaData::read_from_in_protocol(&mut protocol);
    metadata.map(|_| ()).map_err(|error| format!("its footer: {error}"))
}

/// The bytes of the footer; none where the file has no room for it.
fn footer(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let length = file.metadata()?.len();
    let Some(end) = length.checked_sub(END) else { return Ok(None) };
    let mut size = [0; 4];
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut size)?;
    let start = end.checked_sub(u64::from(u32::from_le_bytes(size)));
    start.map(|start| chunk(file, start..end)).transpose()
}

/// Checks all pages of a file; says what is wrong.
pub fn check_pages(file: &mut File, metadata: &FileMetadata) -> Result<(), String> {
    let rows: usize =
        metadata.row_groups.iter().fold(0, |sum, group| group.num_rows().saturating_add(sum));
    let columns = metadata.row_groups.iter().map(|group| group.n_columns()).max().unwrap_or(0);
    if rows != metadata.num_rows || rows.saturating_mul(columns) > MOST_VALUES {
        return Err(format!("it says that it has {} rows", metadata.num_rows.max(rows)));
    }
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    for group in &metadata.row_groups {
        for column in group.parquet_columns() {
            let range = column.byte_range();
            let values = usize::try_from(column.num_values()).ok();
            if range.end > length || values != Some(group.num_rows()) {
                return Err("a column does not fit into it".to_owned());
            }
            let chunk = chunk(file, range).map_err(|error| error.to_string())?;
            check_chunk(&chunk, group.num_rows())?;
        }
    }
    Ok(())
}

fn chunk(file: &mut File, range: Range<u64>) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    file.take(range.end - range.start).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The pages of a column in a row group: one after the other, with as many values as there are rows.
fn check_chunk(bytes: &[u8], rows: usize) -> Result<(), String> {
    let mut rest = Cursor::new(bytes);
    let mut values = 0;
    while values < rows {
        let mut protocol = TCompactInputProtocol::new(&mut rest, LARGEST_HEADER);
        let header = PageHeader::read_from_in_protocol(&mut protocol);
        let header = header.map_err(|error| format!("the header of a page: {error}"))?;
        let page = Page::new(&header, rows - values, rows)?;
        values += page.values;
        let end = rest.position() + page.bytes as u64;
        if end > bytes.len() as u64 {
            return Err("a page ends behind its column".to_owned());
        }
        rest.set_position(end);
    }
    Ok(())
}

/// What a page says of itself that can be true.
struct Page {
    /// Its bytes in the file.
    bytes: usize,
    /// Rows; none in a dictionary.
    values: usize,
}

impl Page {
    /// A page where so many rows are left, of so many of its group.
    fn new(header: &PageHeader, left: usize, rows: usize) -> Result<Self, String> {
        let number = |number: i32, most: usize| {
            let possible = usize::try_from(number).ok().filter(|number| *number <= most);
            possible.ok_or_else(|| format!("a page says that it has {number} bytes or values"))
        };
        number(header.uncompressed_page_size, LARGEST_PAGE)?;
        let bytes = number(header.compressed_page_size, LARGEST_PAGE)?;
        let (values, encoding) = if let Some(page) = &header.dictionary_page_header {
            number(page.num_values, rows)?;
            (0, page.encoding)
        } else if let Some(page) = &header.data_page_header {
            (number(page.num_values, left)?, page.encoding)
        } else if let Some(page) = &header.data_page_header_v2 {
            let values = number(page.num_values, left)?;
            number(page.num_nulls, values)?;
            number(page.num_rows, values)?;
            let levels = number(page.definition_levels_byte_length, bytes)?;
            number(page.repetition_levels_byte_length, bytes - levels)?;
            (values, page.encoding)
        } else {
            return Err("a page without values".to_owned());
        };
        let empty = values == 0 && header.dictionary_page_header.is_none();
        if empty || !ENCODINGS.contains(&encoding) {
            return Err("a page that this program does not write".to_owned());
        }
        Ok(Self { bytes, values })
    }
}
