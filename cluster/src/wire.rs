//! What travels: units on the way out, integers on the way back, both as Arrow record batches.
//!
//! A unit goes out as its key and its job, bytes that only `work` reads. A result comes back as a row for each piece
//! of a column, and a last row, the **seal**, that tells how many pieces, how many numbers and with what SHA-256 they
//! were sent. All numbers are `i64`, so that no sum depends on the order in which machines finish. A unit that cannot
//! be computed comes back as one row with the reason, and does not stop the others.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    Array, ArrayRef, BinaryArray, Int64Array, ListArray, RecordBatch, StringArray,
};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::DataFusionError;
use sha2::{Digest, Sha256};

/// Numbers in one row of a result at most: rows stay well under the limits of messages.
const PIECE: usize = 1 << 16;

/// One unit on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Hash of what the unit is made of; its name in the store.
    pub key: String,
    /// The job, for [`crate::work`] alone.
    pub job: Vec<u8>,
}

/// One column of a result, or a piece of one. Numbers are shared, not copied: a piece is a view of its column where it
/// was made, and of the message where it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: String,
    pub values: ScalarBuffer<i64>,
}

impl Column {
    pub fn new(name: &str, values: impl Into<ScalarBuffer<i64>>) -> Self {
        Self { name: name.to_owned(), values: values.into() }
    }
}

/// What a worker tells with a result: no part of the result, and nothing depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    pub worker: String,
    /// Cores of that worker.
    pub cores: i64,
    /// Time the unit took there, microseconds.
    pub micros: i64,
}

/// One row of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// A piece of a column; pieces of one unit are numbered from 0.
    Piece { number: i64, column: Column },
    /// The end of a unit.
    Seal { pieces: i64, checksum: [i64; 4], provenance: Provenance },
    /// The unit cannot be computed, and why.
    Failed { reason: String, provenance: Provenance },
}

static UNITS: LazyLock<SchemaRef> = LazyLock::new(|| {
    Arc::new(Schema::new(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("job", DataType::Binary, false),
    ]))
});

static RESULTS: LazyLock<SchemaRef> = LazyLock::new(|| {
    let values = DataType::List(item());
    Arc::new(Schema::new(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("kind", DataType::Utf8, false),
        Field::new("number", DataType::Int64, false),
        Field::new("text", DataType::Utf8, false),
        Field::new("values", values, false),
    ]))
});

/// What the lists of a result hold.
fn item() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Int64, false))
}

/// Schema of units: `key`, `job`.
pub fn unit_schema() -> SchemaRef {
    Arc::clone(&UNITS)
}

/// Schema of results: `key`, `kind`, `number`, `text`, `values`.
pub fn result_schema() -> SchemaRef {
    Arc::clone(&RESULTS)
}

/// Units as one batch, in the order given.
pub fn units_to_batch(units: &[Unit]) -> Result<RecordBatch, DataFusionError> {
    let keys = StringArray::from_iter_values(units.iter().map(|unit| &unit.key));
    let jobs = BinaryArray::from_iter_values(units.iter().map(|unit| &unit.job));
    Ok(RecordBatch::try_new(unit_schema(), vec![Arc::new(keys), Arc::new(jobs)])?)
}

/// The units of a batch. Error: the batch is not of [`unit_schema`].
pub fn batch_to_units(batch: &RecordBatch) -> Result<Vec<Unit>, DataFusionError> {
    let keys: &StringArray = column(batch, "key")?;
    let jobs: &BinaryArray = column(batch, "job")?;
    let unit = |row| Unit { key: keys.value(row).to_owned(), job: jobs.value(row).to_vec() };
    Ok((0..batch.num_rows()).map(unit).collect())
}

/// The rows of a computed unit, in pieces and with its seal.
pub fn sealed(columns: Vec<Column>, provenance: Provenance) -> Vec<Row> {
    let checksum = checksum(&columns);
    let mut rows = Vec::new();
    for column in columns {
        // A column without numbers is a piece too: its name counts.
        let pieces = column.values.len().div_ceil(PIECE).max(1);
        for piece in 0..pieces {
            let start = piece * PIECE;
            let length = PIECE.min(column.values.len() - start);
            let column = Column::new(&column.name, column.values.slice(start, length));
            rows.push(Row::Piece { number: rows.len() as i64, column });
        }
    }
    rows.push(Row::Seal { pieces: rows.len() as i64, checksum, provenance });
    rows
}

/// SHA-256 of the names and numbers of columns, as four integers. Numbers are hashed as they are in memory: both sides
/// are the same build.
pub fn checksum(columns: &[Column]) -> [i64; 4] {
    let mut hash = Sha256::new();
    for column in columns {
        hash.update((column.name.len() as u64).to_le_bytes());
        hash.update(column.name.as_bytes());
        hash.update((column.values.len() as u64).to_le_bytes());
        hash.update(column.values.inner().as_slice());
    }
    let digest = hash.finalize();
    let word = |place: usize| {
        let bytes = digest[8 * place..8 * place + 8].try_into().expect("32 bytes hold four words");
        i64::from_le_bytes(bytes)
    };
    [word(0), word(1), word(2), word(3)]
}

/// One row as a batch of its own.
pub fn row_to_batch(key: &str, row: &Row) -> Result<RecordBatch, DataFusionError> {
    let told = |p: &Provenance| [p.micros, p.cores];
    let (kind, number, text, values) = match row {
        Row::Piece { number, column } => {
            ("piece", *number, column.name.clone(), column.values.clone())
        }
        Row::Seal { pieces, checksum, provenance } => {
            let values = [&told(provenance)[..], checksum].concat();
            ("seal", *pieces, provenance.worker.clone(), values.into())
        }
        Row::Failed { reason, provenance } => {
            let text = format!("{}\n{reason}", provenance.worker);
            ("failed", 0, text, told(provenance).to_vec().into())
        }
    };
    let lengths = OffsetBuffer::from_lengths([values.len()]);
    let list = ListArray::try_new(item(), lengths, Arc::new(Int64Array::new(values, None)), None)?;
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec![key])),
        Arc::new(StringArray::from(vec![kind])),
        Arc::new(Int64Array::from(vec![number])),
        Arc::new(StringArray::from(vec![text])),
        Arc::new(list),
    ];
    Ok(RecordBatch::try_new(result_schema(), columns)?)
}

/// The rows of a batch with the keys of their units. Error: the batch is not of [`result_schema`], or a row says
/// something that no worker says.
pub fn batch_to_rows(batch: &RecordBatch) -> Result<Vec<(String, Row)>, DataFusionError> {
    let keys: &StringArray = column(batch, "key")?;
    let kinds: &StringArray = column(batch, "kind")?;
    let numbers: &Int64Array = column(batch, "number")?;
    let texts: &StringArray = column(batch, "text")?;
    let lists: &ListArray = column(batch, "values")?;
    let mut rows = Vec::with_capacity(batch.num_rows());
    for place in 0..batch.num_rows() {
        let list = lists.value(place);
        let values = list
            .as_any()
            .downcast_ref::<Int64Array>()
            .filter(|values| values.null_count() == 0)
            .ok_or_else(|| strange("a result holds something else than integers"))?;
        let row =
            row(kinds.value(place), numbers.value(place), texts.value(place), values.values())?;
        rows.push((keys.value(place).to_owned(), row));
    }
    Ok(rows)
}

fn row(
    kind: &str,
    number: i64,
    text: &str,
    values: &ScalarBuffer<i64>,
) -> Result<Row, DataFusionError> {
    let told = |worker: &str, values: &[i64]| match values {
        [micros, cores, ..] => {
            Ok(Provenance { worker: worker.to_owned(), cores: *cores, micros: *micros })
        }
        _ => Err(strange("a result does not tell where it was made")),
    };
    match kind {
        "piece" => Ok(Row::Piece { number, column: Column::new(text, values.clone()) }),
        "seal" => {
            let checksum = values.get(2..).and_then(|rest| rest.try_into().ok());
            let checksum = checksum.ok_or_else(|| strange("a seal has no checksum"))?;
            Ok(Row::Seal { pieces: number, checksum, provenance: told(text, values)? })
        }
        "failed" => {
            let (worker, reason) = text.split_once('\n').unwrap_or((text, "no reason given"));
            Ok(Row::Failed { reason: reason.to_owned(), provenance: told(worker, values)? })
        }
        other => Err(strange(&format!("a row of an unknown kind `{other}`"))),
    }
}

fn column<'a, A: 'static>(batch: &'a RecordBatch, name: &str) -> Result<&'a A, DataFusionError> {
    let array = batch.column_by_name(name).filter(|array| array.null_count() == 0);
    array
        .and_then(|array| array.as_any().downcast_ref::<A>())
        .ok_or_else(|| strange(&format!("the column `{name}` is missing or of another type")))
}

fn strange(what: &str) -> DataFusionError {
    DataFusionError::Execution(format!("what came over the network is not ours: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance { worker: "een".into(), cores: 2, micros: 7 }
    }

    #[test]
    fn a_unit_comes_back_as_it_was_sent() {
        let units = vec![
            Unit { key: "a".into(), job: vec![0, 255, 10] },
            Unit { key: "b".into(), job: vec![] },
        ];
        assert_eq!(batch_to_units(&units_to_batch(&units).unwrap()).unwrap(), units);
    }

    #[test]
    fn every_row_comes_back_as_it_was_sent() {
        let long = Column::new("lang", (0..PIECE as i64 + 3).collect::<Vec<_>>());
        let empty = Column::new("leeg", vec![]);
        let rows = sealed(vec![long, empty], provenance());
        assert_eq!(rows.len(), 4, "two pieces, an empty one and a seal");
        let failed = Row::Failed { reason: "no\nroom".into(), provenance: provenance() };
        for row in rows.into_iter().chain([failed]) {
            let batch = row_to_batch("k", &row).unwrap();
            assert_eq!(batch_to_rows(&batch).unwrap(), [("k".to_owned(), row)]);
        }
    }

    #[test]
    fn the_checksum_sees_names_numbers_and_where_a_column_ends() {
        let column = |name: &str, values: &[i64]| Column::new(name, values.to_vec());
        let base = checksum(&[column("a", &[1, 2]), column("b", &[3])]);
        for other in [
            [column("a", &[1, 2]), column("c", &[3])],
            [column("a", &[1, 2]), column("b", &[-3])],
            [column("a", &[1]), column("b", &[2, 3])],
            [column("b", &[3]), column("a", &[1, 2])],
        ] {
            assert_ne!(checksum(&other), base, "{other:?}");
        }
    }

    #[test]
    fn what_no_worker_says_is_refused() {
        for (kind, values) in
            [("seal", &[1, 2, 3][..]), ("seal", &[]), ("failed", &[]), ("new", &[])]
        {
            let values = values.to_vec().into();
            let error = row(kind, 0, "x", &values).unwrap_err().to_string();
            assert!(error.contains("not ours"), "{error}");
        }
    }
}
