//! `wijkraming-cluster scheduler`: takes waves from drivers and gives their partitions to executors that ask for work.
//!
//! It keeps its state in memory: if it dies, the waves under way are lost, and drivers send them again to the next one.
//! Executors poll it (the engine's pull mode), so that they need no door of their own but the one for results, and find
//! a new scheduler by themselves.

use std::net::IpAddr;
use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpcServer;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::create_scheduler;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tonic::service::interceptor::InterceptedService;

use crate::codec;
use crate::engine::SCHEDULER_PORT;
use crate::failure::Failure;
use crate::gate::Gate;
use crate::network::{listen, stopped};
use crate::security::{MESSAGE_LIMIT, Security, SecurityArgs};

/// Options of `scheduler`.
#[derive(Debug, Clone, clap::Args)]
pub struct SchedulerArgs {
    /// Address to listen on. Other than loopback only with --tls or --without-tls.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = SCHEDULER_PORT)]
    pub port: u16,
    /// Seconds of silence after which an executor is taken for dead and its work given to others. A busy executor
    /// speaks every 5 seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 12, value_parser = clap::value_parser!(u64).range(7..=3600))]
    pub executor_timeout: u64,
    #[command(flatten)]
    pub security: SecurityArgs,
}

/// Runs until it is told to stop. Says on stdout where it listens.
pub async fn run(args: &SchedulerArgs) -> Result<(), Failure> {
    let security = Security::read(&args.security)?;
    security.allows(args.bind)?;
    let mut server = security.server()?;
    let (incoming, address) = listen(args.bind, args.port).await?;
    let config = Arc::new(config(args, address.port(), &security));
    let ours = |error: &dyn std::fmt::Display| Failure::ours(format!("the scheduler: {error}"));
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|error| ours(&error))?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, config)
        .await
        .map_err(|error| ours(&error))?;
    let service = SchedulerGrpcServer::new(Gate(scheduler))
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    println!("scheduler: listening on {address}");
    server
        .add_service(InterceptedService::new(service, security.asks_token()))
        .serve_with_incoming_shutdown(incoming, stopped())
        .await
        .map_err(|error| ours(&error))
}

fn config(args: &SchedulerArgs, port: u16, security: &Security) -> SchedulerConfig {
    SchedulerConfig {
        bind_host: args.bind.to_string(),
        bind_port: port,
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        executor_timeout_seconds: args.executor_timeout,
        expire_dead_executor_interval_seconds: 1,
        // A cluster whose last executor died waits for the next one; the driver's patience ends it.
        no_executors_grace_period_seconds: u64::from(u32::MAX),
        // Plans of waves and their results are kept as long as a driver may still ask for them.
        finished_job_data_clean_up_interval_seconds: 300,
        finished_job_state_clean_up_interval_seconds: 300,
        grpc_server_max_decoding_message_size: MESSAGE_LIMIT as u32,
        grpc_server_max_encoding_message_size: MESSAGE_LIMIT as u32,
        grpc_client_max_message_size: MESSAGE_LIMIT as u32,
        override_logical_codec: Some(Arc::new(codec::Logical)),
        override_physical_codec: Some(Arc::new(codec::Physical::default())),
        override_create_grpc_client_endpoint: Some(security.override_endpoint()),
        use_tls: security.has_tls(),
        ..SchedulerConfig::default()
    }
}
