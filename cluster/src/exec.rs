//! The simulator as a physical plan: units in, results out, partition by partition.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::DataFusionError;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
};
use futures::{Stream, StreamExt, TryStreamExt, stream};

use crate::wire::{self, Unit};
use crate::work::Worker;

/// Computes the units of its input. Exactly one child, whose partitions are its own; see [`crate::wave`].
#[derive(Debug)]
pub struct SimulateExec {
    input: Arc<dyn ExecutionPlan>,
    program: String,
    /// The machine it is on; none on a scheduler, which plans and computes nothing.
    worker: Option<Arc<Worker>>,
    properties: Arc<PlanProperties>,
}

impl SimulateExec {
    pub fn new(
        input: Arc<dyn ExecutionPlan>,
        program: String,
        worker: Option<Arc<Worker>>,
    ) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(wire::result_schema()),
            input.output_partitioning().clone(),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self { input, program, worker, properties: Arc::new(properties) }
    }

    /// The program that asked for it.
    pub fn program(&self) -> &str {
        &self.program
    }
}

impl DisplayAs for SimulateExec {
    fn fmt_as(&self, _kind: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "SimulateExec")
    }
}

impl ExecutionPlan for SimulateExec {
    fn name(&self) -> &str {
        "SimulateExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    /// Units are in the partitions where the driver put them.
    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion, DataFusionError>,
    ) -> Result<TreeNodeRecursion, DataFusionError> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let (Some(input), true) = (children.pop(), children.is_empty()) else {
            return Err(DataFusionError::Internal("SimulateExec has one child".into()));
        };
        Ok(Arc::new(Self::new(input, self.program.clone(), self.worker.clone())))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream, DataFusionError> {
        let worker = self.worker.clone().ok_or_else(|| {
            DataFusionError::Execution("units are computed on executors, not on a scheduler".into())
        })?;
        let units = self.input.execute(partition, context)?;
        let listed = |batch: Result<RecordBatch, DataFusionError>| {
            let units = wire::batch_to_units(&batch?)?;
            Ok::<_, DataFusionError>(stream::iter(units.into_iter().map(Ok)))
        };
        let results = units
            .map(listed)
            .try_flatten()
            .then(move |unit| computed(unit, Arc::clone(&worker)))
            .try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(wire::result_schema(), results)))
    }
}

/// The batches of one unit. The computation is on a thread for blocking work, so that the engine keeps its pulse.
async fn computed(
    unit: Result<Unit, DataFusionError>,
    worker: Arc<Worker>,
) -> Result<impl Stream<Item = Result<RecordBatch, DataFusionError>>, DataFusionError> {
    let unit = unit?;
    let (key, rows) = tokio::task::spawn_blocking(move || (unit.key.clone(), worker.work(&unit)))
        .await
        .map_err(|error| DataFusionError::Execution(format!("a unit was broken off: {error}")))?;
    Ok(stream::iter(rows.into_iter().map(move |row| wire::row_to_batch(&key, &row))))
}
