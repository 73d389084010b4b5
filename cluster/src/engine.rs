//! The driver's side of the engine: waves go in, streams of results come out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::config::BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK;
use ballista_core::execution_plans::DistributedQueryExec;
use ballista_core::serde::protobuf::CancelJobParams;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use datafusion::common::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, SessionStateBuilder};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::protobuf::LogicalPlanNode;
use url::Url;

use crate::codec;
use crate::failure::Failure;
use crate::security::{MESSAGE_LIMIT, Security, TOKEN_HEADER};
use crate::wave::{self, Wave, Waves};

/// Port of a scheduler where the address names none.
pub const SCHEDULER_PORT: u16 = 50050;

/// Where a scheduler is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub host: String,
    pub port: u16,
}

impl Address {
    /// From `df://host:port`. Error: it is something else.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |what: &str| {
            Failure::wrong(format!("--url {text}: {what}")).hint("write df://host:50050")
        };
        let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        if url.scheme() != "df" {
            return Err(wrong("not an address of a scheduler"));
        }
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| wrong("it names no host"))?;
        Ok(Self { host: host.to_owned(), port: url.port().unwrap_or(SCHEDULER_PORT) })
    }
}

/// A session with a scheduler.
pub struct Engine {
    context: SessionContext,
    waves: Arc<Waves>,
    next: AtomicI64,
    /// Waves that have not landed.
    flying: Mutex<BTreeMap<i64, Arc<dyn ExecutionPlan>>>,
    address: Address,
    security: Security,
}

/// A wave that is under way.
pub struct Flight {
    number: i64,
    pub results: SendableRecordBatchStream,
}

impl Engine {
    /// A session; nothing is sent yet. Error: the connection would be open to others.
    pub async fn new(address: Address, security: Security) -> Result<Self, Failure> {
        security.allows_host(&address.host)?;
        let url = format!("df://{}:{}", address.host, address.port);
        let state = SessionStateBuilder::new()
            .with_config(config(&security))
            .with_default_features()
            .build();
        let context = SessionContext::remote_with_state(&url, state)
            .await
            .map_err(|error| Failure::wrong(format!("{url}: {error}")))?;
        let waves = Arc::new(Waves::default());
        context.register_udtf(wave::FUNCTION, Arc::clone(&waves) as _);
        Ok(Self {
            context,
            waves,
            next: AtomicI64::new(0),
            flying: Mutex::default(),
            address,
            security,
        })
    }

    /// Sends a wave off. Its results come when the whole wave is done.
    pub async fn send(&self, wave: Wave) -> Result<Flight, DataFusionError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.waves.insert(number, wave);
        let planned = self.plan(number).await;
        self.waves.remove(number);
        let plan = planned?;
        let results = execute_stream(Arc::clone(&plan), self.context.task_ctx())?;
        self.flying().insert(number, plan);
        Ok(Flight { number, results })
    }

    /// Forgets a wave that is home.
    pub fn landed(&self, flight: &Flight) {
        self.flying().remove(&flight.number);
    }

    /// Tells the scheduler that a wave is no longer wanted. Failing that it runs to its end for nothing.
    pub async fn cancel(&self, flight: Flight) {
        let plan = self.flying().remove(&flight.number);
        // Before anything is sent: what listens for the end of the job is gone then.
        drop(flight);
        self.call_back(plan.into_iter().collect()).await;
    }

    /// The same for all waves that have not landed.
    pub async fn cancel_all(&self) {
        let plans = std::mem::take(&mut *self.flying()).into_values().collect();
        self.call_back(plans).await;
    }

    async fn call_back(&self, plans: Vec<Arc<dyn ExecutionPlan>>) {
        let job = |plan: Arc<dyn ExecutionPlan>| {
            plan.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>()?.job_id()
        };
        let jobs: Vec<_> = plans.into_iter().filter_map(job).collect();
        if jobs.is_empty() {
            return;
        }
        let Ok(endpoint) = self.security.endpoint(&self.address.host, self.address.port) else {
            return;
        };
        let Ok(channel) = endpoint.connect().await else { return };
        let mut scheduler =
            SchedulerGrpcClient::with_interceptor(channel, self.security.sends_token());
        for job in jobs {
            if let Err(error) = scheduler.cancel_job(CancelJobParams { job_id: job.into() }).await {
                log::warn!("a wave could not be called back: {}", error.message());
            }
        }
    }

    fn flying(&self) -> MutexGuard<'_, BTreeMap<i64, Arc<dyn ExecutionPlan>>> {
        self.flying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn plan(&self, number: i64) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
        let query = format!("SELECT * FROM {}({number})", wave::FUNCTION);
        self.context.sql(&query).await?.create_physical_plan().await
    }
}

fn config(security: &Security) -> SessionConfig {
    let config = SessionConfig::new_with_ballista()
        .with_ballista_logical_extension_codec(Arc::new(codec::Logical))
        .with_ballista_physical_extension_codec(Arc::new(codec::Physical::default()))
        .with_ballista_grpc_client_max_message_size(MESSAGE_LIMIT)
        .with_ballista_use_tls(security.has_tls())
        .with_ballista_override_create_grpc_client_endpoint(security.override_endpoint())
        // Partitions stay as the driver dealt them: no planner that merges small ones while a job runs.
        .with_ballista_adaptive_query_planner(false)
        .with_ballista_job_name("wijkraming")
        // A task is one partition on one core. Without this a task takes as many partitions as an executor has cores
        // free, and counts as one of them.
        .set_usize(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, 1);
    match security.token() {
        None => config,
        Some(token) => {
            config.with_ballista_grpc_metadata([(TOKEN_HEADER.to_owned(), token.to_owned())].into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let address = |host: &str, port| Address { host: host.into(), port };
        assert_eq!(Address::parse("df://node1:1234"), Ok(address("node1", 1234)));
        assert_eq!(Address::parse("df://10.0.0.7"), Ok(address("10.0.0.7", 50050)));
        assert_eq!(Address::parse("df://[::1]:7"), Ok(address("[::1]", 7)));
        for text in ["node1:50050", "http://node1:50050", "df://", "df:///x", ""] {
            let message = Address::parse(text).unwrap_err().to_string();
            assert!(message.contains("hint: write df://host:50050"), "{text}: {message}");
        }
    }
}
