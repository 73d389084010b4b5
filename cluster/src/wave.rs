//! A wave: a bounded number of units, dealt over partitions, that is one job of the engine.
//!
//! In SQL it is a table function, `simulate(number)`; in a plan it is a table whose units travel with it, and on the
//! worker it is [`crate::exec`]. The table carries the fingerprint of the program, which every machine checks before it
//! does anything with the units: another program draws other numbers.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use datafusion::arrow::array::{Array, ArrayRef, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::ipc::CompressionType;
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use datafusion::catalog::{Session, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{DataFusionError, ScalarValue};
use datafusion::datasource::TableType;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::logical_expr::Expr;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use crate::exec::SimulateExec;
use crate::program;
use crate::wire::{self, Unit};

/// Name of the table function.
pub const FUNCTION: &str = "simulate";
const PROGRAM: &str = "wijkraming";
const PARTITION: &str = "partition";

/// Error: `theirs` is another program than this one.
pub fn check_program(theirs: &str) -> Result<(), DataFusionError> {
    program::difference(theirs).map_or(Ok(()), |how| {
        Err(DataFusionError::Execution(format!(
            "{OTHER_PROGRAM}: {how}. \
             hint: put the same program on the driver, the scheduler and every executor"
        )))
    })
}

/// How the message of [`check_program`] begins, wherever it surfaces.
pub const OTHER_PROGRAM: &str = "another program";

/// Units in partitions, and the program that made them.
#[derive(Debug, Clone)]
pub struct Wave {
    program: String,
    partitions: Vec<RecordBatch>,
}

impl Wave {
    /// A wave of this program. Each inner list is a partition, computed by one core.
    pub fn new(partitions: &[Vec<Unit>]) -> Result<Self, DataFusionError> {
        Self::of_program(program::this(), partitions)
    }

    /// A wave as another program would make it: for tests of the refusal.
    pub fn of_program(program: &str, partitions: &[Vec<Unit>]) -> Result<Self, DataFusionError> {
        let partitions =
            partitions.iter().map(|units| wire::units_to_batch(units)).collect::<Result<_, _>>()?;
        Ok(Self { program: program.to_owned(), partitions })
    }

    /// As bytes for the plan: one compressed Arrow stream.
    pub fn encode(&self) -> Result<Vec<u8>, DataFusionError> {
        let schema = travelling(&self.program);
        let batches: Vec<RecordBatch> = self
            .partitions
            .iter()
            .enumerate()
            .map(|(partition, batch)| {
                let numbers: ArrayRef =
                    Arc::new(Int64Array::from(vec![partition as i64; batch.num_rows()]));
                let columns = [vec![numbers], batch.columns().to_vec()].concat();
                RecordBatch::try_new(Arc::clone(&schema), columns)
            })
            .collect::<Result<_, _>>()?;
        let all = datafusion::arrow::compute::concat_batches(&schema, &batches)?;
        let options =
            IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD))?;
        let mut writer = StreamWriter::try_new_with_options(Vec::new(), &schema, options)?;
        writer.write(&all)?;
        Ok(writer.into_inner()?)
    }

    /// From the bytes of a plan. Error: they are not ours, or of another program.
    pub fn decode(bytes: &[u8]) -> Result<Self, DataFusionError> {
        let strange =
            |what: &str| DataFusionError::Execution(format!("not a wave of wijkraming: {what}"));
        let mut reader = StreamReader::try_new(Cursor::new(bytes), None)
            .map_err(|error| strange(&error.to_string()))?;
        let program = reader.schema().metadata().get(PROGRAM).cloned().unwrap_or_default();
        check_program(&program)?;
        if reader.schema() != travelling(&program) {
            return Err(strange("its columns are others"));
        }
        let all = reader.next().ok_or_else(|| strange("it is empty"))??;
        Ok(Self { program, partitions: split(&all).ok_or_else(|| strange("its partitions"))?? })
    }

    /// Bytes of all jobs together, before compression.
    pub fn bytes(&self) -> usize {
        self.partitions.iter().map(RecordBatch::get_array_memory_size).sum()
    }
}

fn travelling(program: &str) -> SchemaRef {
    let mut fields = vec![Arc::new(Field::new(PARTITION, DataType::Int64, false))];
    fields.extend(wire::unit_schema().fields().iter().cloned());
    let metadata = [(PROGRAM.to_owned(), program.to_owned())].into();
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

/// Rows by the number of their partition.
fn split(all: &RecordBatch) -> Option<Result<Vec<RecordBatch>, DataFusionError>> {
    let numbers = all.column(0).as_any().downcast_ref::<Int64Array>()?;
    let mut rows: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for (row, number) in numbers.values().iter().enumerate() {
        rows.entry(*number).or_default().push(u32::try_from(row).ok()?);
    }
    let units = all.project(&[1, 2]).ok()?;
    let units = RecordBatch::try_new(wire::unit_schema(), units.columns().to_vec()).ok()?;
    let batch = |rows: Vec<u32>| take_record_batch(&units, &UInt32Array::from(rows));
    let batches = rows.into_values().map(|rows| batch(rows).map_err(DataFusionError::from));
    Some(batches.collect())
}

#[async_trait::async_trait]
impl TableProvider for Wave {
    fn schema(&self) -> SchemaRef {
        wire::result_schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    /// A unary plan over units in memory. Not a leaf of our own: the scheduler gives each task its own slice of leaves
    /// that it knows, and the whole of any other, which would count every unit once for each partition.
    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let partitions: Vec<Vec<RecordBatch>> =
            self.partitions.iter().map(|batch| vec![batch.clone()]).collect();
        let leaf = MemorySourceConfig::try_new_exec(&partitions, wire::unit_schema(), None)?;
        let plan: Arc<dyn ExecutionPlan> =
            Arc::new(SimulateExec::new(leaf, self.program.clone(), None));
        let schema = wire::result_schema();
        match projection {
            Some(wanted) if !wanted.iter().copied().eq(0..schema.fields().len()) => {
                let column = |place: &usize| {
                    let name = schema.field(*place).name().clone();
                    (Arc::new(Column::new(&name, *place)) as Arc<dyn PhysicalExpr>, name)
                };
                let columns: Vec<_> = wanted.iter().map(column).collect();
                Ok(Arc::new(ProjectionExec::try_new(columns, plan)?))
            }
            _ => Ok(plan),
        }
    }
}

/// The waves a driver has in flight, by number: what `simulate(number)` means.
#[derive(Debug, Default)]
pub struct Waves {
    waves: Mutex<BTreeMap<i64, Arc<Wave>>>,
}

impl Waves {
    pub fn insert(&self, number: i64, wave: Wave) {
        self.lock().insert(number, Arc::new(wave));
    }

    pub fn remove(&self, number: i64) {
        self.lock().remove(&number);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<i64, Arc<Wave>>> {
        self.waves.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl TableFunctionImpl for Waves {
    fn call_with_args(
        &self,
        args: TableFunctionArgs,
    ) -> Result<Arc<dyn TableProvider>, DataFusionError> {
        let [Expr::Literal(ScalarValue::Int64(Some(number)), _)] = args.exprs() else {
            return Err(DataFusionError::Plan(format!("{FUNCTION} takes the number of a wave")));
        };
        let wave = self.lock().get(number).cloned();
        wave.map(|wave| wave as Arc<dyn TableProvider>)
            .ok_or_else(|| DataFusionError::Plan(format!("there is no wave {number}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partitions() -> Vec<Vec<Unit>> {
        let unit = |key: &str| Unit { key: key.into(), job: key.repeat(1000).into_bytes() };
        vec![vec![unit("a"), unit("b")], vec![unit("c")], vec![unit("d")]]
    }

    #[test]
    fn a_wave_comes_out_of_its_bytes_in_the_same_partitions() {
        let wave = Wave::decode(&Wave::new(&partitions()).unwrap().encode().unwrap()).unwrap();
        let units: Vec<Vec<Unit>> =
            wave.partitions.iter().map(|batch| wire::batch_to_units(batch).unwrap()).collect();
        assert_eq!(units, partitions());
    }

    #[test]
    fn what_jobs_have_in_common_travels_once() {
        let same = |n: usize| {
            let unit = |k: usize| Unit {
                key: format!("{k}"),
                job: (0..20_000u32).flat_map(|i| (i * i % 251).to_le_bytes()).collect(),
            };
            Wave::new(&(0..n).map(|k| vec![unit(k)]).collect::<Vec<_>>())
                .unwrap()
                .encode()
                .unwrap()
                .len()
        };
        assert!(same(40) < 3 * same(1), "{} and {}", same(1), same(40));
    }

    #[test]
    fn another_program_is_refused_with_both_named() {
        let bytes = Wave::of_program(&program::of_version("0.0.9"), &partitions())
            .unwrap()
            .encode()
            .unwrap();
        let error = Wave::decode(&bytes).unwrap_err().to_string();
        assert!(error.contains(OTHER_PROGRAM) && error.contains("0.0.9"), "{error}");
    }

    #[test]
    fn bytes_of_something_else_are_refused() {
        for bytes in [&b""[..], b"{}", &[255; 40]] {
            assert!(Wave::decode(bytes).unwrap_err().to_string().contains("not a wave"));
        }
    }
}
