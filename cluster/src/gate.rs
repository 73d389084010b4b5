//! The gate of the scheduler: what may come in of all that the engine can do.
//!
//! The engine runs any plan that it is sent: it reads files and tables on the machines it runs on. Here a plan may
//! hold one thing, a wave of units; plans made elsewhere (physical plans, Substrait) are refused. Executors must say
//! where they can be reached.

use std::pin::Pin;

use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpc;
use ballista_core::serde::protobuf::{
    CancelJobParams, CancelJobResult, CleanJobDataParams, CleanJobDataResult,
    CreateUpdateSessionParams, CreateUpdateSessionResult, ExecuteQueryParams, ExecuteQueryResult,
    ExecutorRegistration, ExecutorStoppedParams, ExecutorStoppedResult, GetJobMetricsParams,
    GetJobMetricsResult, GetJobStatusParams, GetJobStatusResult, HeartBeatParams, HeartBeatResult,
    PollWorkParams, PollWorkResult, RegisterExecutorParams, RegisterExecutorResult,
    RemoveSessionParams, RemoveSessionResult, UpdateTaskStatusParams, UpdateTaskStatusResult,
    execute_query_params::Query,
};
use datafusion_proto::logical_plan::AsLogicalPlan;
use datafusion_proto::protobuf::{LogicalPlanNode, logical_plan_node::LogicalPlanType};
use futures::Stream;
use tonic::{Request, Response, Status};

/// Steps between a result and its wave at most.
const DEPTH: usize = 8;

/// A scheduler behind its gate.
pub struct Gate<S>(pub S);

type Answer<T> = Result<Response<T>, Status>;

fn refused(what: &str) -> Status {
    Status::permission_denied(format!(
        "refused: {what}; this scheduler computes waves of wijkraming alone"
    ))
}

/// Error: the query is something else than a projection of one wave.
fn check_query(params: &ExecuteQueryParams) -> Result<(), Status> {
    let Some(Query::LogicalPlan(bytes)) = &params.query else {
        return Err(refused("a plan that was made elsewhere"));
    };
    let plan = LogicalPlanNode::try_decode(bytes).map_err(|_| refused("bytes that are no plan"))?;
    let mut node = Some(&plan);
    for _ in 0..DEPTH {
        node = match node.and_then(|node| node.logical_plan_type.as_ref()) {
            Some(LogicalPlanType::CustomScan(_)) => return Ok(()),
            Some(LogicalPlanType::Projection(step)) => step.input.as_deref(),
            Some(LogicalPlanType::SubqueryAlias(step)) => step.input.as_deref(),
            _ => return Err(refused("a plan that reads or does something else")),
        };
    }
    Err(refused("a plan of too many steps"))
}

/// Error: the executor does not say where it can be reached.
fn check_executor(registration: Option<&ExecutorRegistration>) -> Result<(), Status> {
    let whole = registration.is_some_and(|executor| {
        executor.host.is_some() && executor.specification.is_some() && executor.os_info.is_some()
    });
    whole
        .then_some(())
        .ok_or_else(|| Status::invalid_argument("an executor that does not say where it is"))
}

#[tonic::async_trait]
impl<S: SchedulerGrpc> SchedulerGrpc for Gate<S> {
    type ExecuteQueryPushStream =
        Pin<Box<dyn Stream<Item = Result<GetJobStatusResult, Status>> + Send>>;

    async fn execute_query_push(
        &self,
        request: Request<ExecuteQueryParams>,
    ) -> Answer<Self::ExecuteQueryPushStream> {
        check_query(request.get_ref())?;
        let answer = self.0.execute_query_push(request).await?;
        Ok(answer.map(|stream| Box::pin(stream) as Self::ExecuteQueryPushStream))
    }

    async fn execute_query(
        &self,
        request: Request<ExecuteQueryParams>,
    ) -> Answer<ExecuteQueryResult> {
        check_query(request.get_ref())?;
        self.0.execute_query(request).await
    }

    async fn poll_work(&self, request: Request<PollWorkParams>) -> Answer<PollWorkResult> {
        check_executor(request.get_ref().metadata.as_ref())?;
        self.0.poll_work(request).await
    }

    async fn register_executor(
        &self,
        request: Request<RegisterExecutorParams>,
    ) -> Answer<RegisterExecutorResult> {
        check_executor(request.get_ref().metadata.as_ref())?;
        self.0.register_executor(request).await
    }

    async fn heart_beat_from_executor(
        &self,
        request: Request<HeartBeatParams>,
    ) -> Answer<HeartBeatResult> {
        check_executor(request.get_ref().metadata.as_ref())?;
        self.0.heart_beat_from_executor(request).await
    }

    async fn update_task_status(
        &self,
        request: Request<UpdateTaskStatusParams>,
    ) -> Answer<UpdateTaskStatusResult> {
        self.0.update_task_status(request).await
    }

    async fn create_update_session(
        &self,
        request: Request<CreateUpdateSessionParams>,
    ) -> Answer<CreateUpdateSessionResult> {
        self.0.create_update_session(request).await
    }

    async fn remove_session(
        &self,
        request: Request<RemoveSessionParams>,
    ) -> Answer<RemoveSessionResult> {
        self.0.remove_session(request).await
    }

    async fn get_job_status(
        &self,
        request: Request<GetJobStatusParams>,
    ) -> Answer<GetJobStatusResult> {
        self.0.get_job_status(request).await
    }

    async fn get_job_metrics(
        &self,
        request: Request<GetJobMetricsParams>,
    ) -> Answer<GetJobMetricsResult> {
        self.0.get_job_metrics(request).await
    }

    async fn executor_stopped(
        &self,
        request: Request<ExecutorStoppedParams>,
    ) -> Answer<ExecutorStoppedResult> {
        self.0.executor_stopped(request).await
    }

    async fn cancel_job(&self, request: Request<CancelJobParams>) -> Answer<CancelJobResult> {
        self.0.cancel_job(request).await
    }

    async fn clean_job_data(
        &self,
        request: Request<CleanJobDataParams>,
    ) -> Answer<CleanJobDataResult> {
        self.0.clean_job_data(request).await
    }
}
