//! From plans to bytes and back. What is not listed here does not travel: no files, no functions, no other tables.

use std::fmt;
use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, TableReference};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Extension, LogicalPlan};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use crate::exec::SimulateExec;
use crate::wave::{self, Wave};
use crate::work::Worker;

/// Marks the bytes of [`SimulateExec`] among those of the engine's own plans.
const MARK: &[u8] = b"wijkraming/simulate\0";

/// Codec of logical plans: waves alone.
#[derive(Debug, Default)]
pub struct Logical;

impl LogicalExtensionCodec for Logical {
    fn try_decode(
        &self,
        _buf: &[u8],
        _inputs: &[LogicalPlan],
        _ctx: &TaskContext,
    ) -> Result<Extension, DataFusionError> {
        Err(refused("a plan with a node that wijkraming does not know"))
    }

    fn try_encode(&self, _node: &Extension, _buf: &mut Vec<u8>) -> Result<(), DataFusionError> {
        Err(refused("a plan with a node that wijkraming does not know"))
    }

    fn try_decode_table_provider(
        &self,
        buf: &[u8],
        _table_ref: &TableReference,
        _schema: SchemaRef,
        _ctx: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>, DataFusionError> {
        Ok(Arc::new(Wave::decode(buf)?))
    }

    fn try_encode_table_provider(
        &self,
        _table_ref: &TableReference,
        node: Arc<dyn TableProvider>,
        buf: &mut Vec<u8>,
    ) -> Result<(), DataFusionError> {
        let wave = node.downcast_ref::<Wave>().ok_or_else(|| refused("a table of another kind"))?;
        buf.extend(wave.encode()?);
        Ok(())
    }
}

/// Codec of physical plans: [`SimulateExec`], and what the engine itself puts around it.
#[derive(Default)]
pub struct Physical {
    engine: BallistaPhysicalExtensionCodec,
    worker: Option<Arc<Worker>>,
}

impl fmt::Debug for Physical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Physical({:?})", self.worker)
    }
}

impl Physical {
    /// For a machine that computes.
    pub fn of_worker(worker: Arc<Worker>) -> Self {
        Self { worker: Some(worker), ..Self::default() }
    }
}

impl PhysicalExtensionCodec for Physical {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let Some(program) = buf.strip_prefix(MARK) else {
            return self.engine.try_decode(buf, inputs, ctx, converter);
        };
        let program = String::from_utf8_lossy(program).into_owned();
        wave::check_program(&program)?;
        let [input] = inputs else { return Err(refused("a simulation without its units")) };
        Ok(Arc::new(SimulateExec::new(Arc::clone(input), program, self.worker.clone())))
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<(), DataFusionError> {
        let Some(simulate) = node.downcast_ref::<SimulateExec>() else {
            return self.engine.try_encode(node, buf, converter);
        };
        buf.extend_from_slice(MARK);
        buf.extend_from_slice(simulate.program().as_bytes());
        Ok(())
    }
}

fn refused(what: &str) -> DataFusionError {
    DataFusionError::Plan(format!("refused: {what}"))
}
