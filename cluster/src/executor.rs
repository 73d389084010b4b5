//! `wijkraming-cluster executor`: asks a scheduler for partitions, computes one on each core, and keeps the results
//! until the driver fetches them.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_flight::flight_service_server::FlightServiceServer;
use ballista_core::serde::BallistaCodec;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::protobuf::{ExecutorRegistration, ExecutorStoppedParams};
use ballista_core::utils::default_config_producer;
use ballista_executor::execution_loop::poll_loop;
use ballista_executor::executor::Executor;
use ballista_executor::executor_process::{ExecutorProcessConfig, structure_executor_metadata};
use ballista_executor::flight_service::BallistaFlightService;
use ballista_executor::health::ExecutorHealth;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::SessionConfig;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tempfile::TempDir;
use tonic::transport::Channel;

use crate::codec;
use crate::engine::Address;
use crate::failure::Failure;
use crate::network::{listen, stopped};
use crate::security::{MESSAGE_LIMIT, Security, SecurityArgs, SendsToken};
use crate::work::{Compute, Worker};

/// Options of `executor`.
#[derive(Debug, Clone, clap::Args)]
pub struct ExecutorArgs {
    /// Address of the scheduler.
    #[arg(long, value_name = "df://HOST:PORT", default_value = "df://127.0.0.1:50050")]
    pub url: String,
    /// Units computed at a time; 0 takes all cores of the machine.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1024))]
    pub cores: u16,
    /// Address to listen on for drivers that fetch results. Other than loopback only with --tls or --without-tls.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 50051)]
    pub port: u16,
    /// Name or address where drivers reach this machine; needed if it listens on all addresses.
    #[arg(long, value_name = "HOST")]
    pub advertise: Option<String>,
    /// Directory for results that wait for the driver. By default a temporary one.
    #[arg(long, value_name = "DIR")]
    pub work_dir: Option<std::path::PathBuf>,
    /// Seconds to wait for a scheduler at the start.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub wait: u64,
    #[command(flatten)]
    pub security: SecurityArgs,
}

type Scheduler =
    SchedulerGrpcClient<tonic::service::interceptor::InterceptedService<Channel, SendsToken>>;

/// Runs until it is told to stop. Says on stdout where it listens, and under which name it works.
pub async fn run(args: &ExecutorArgs, compute: Compute) -> Result<(), Failure> {
    let security = Security::read(&args.security)?;
    security.allows(args.bind)?;
    let address = Address::parse(&args.url)?;
    security.allows_host(&address.host)?;
    let host = reachable_at(args)?;
    let work_dir = work_dir(args)?;
    let channel = connect(&security, &address, Duration::from_secs(args.wait)).await?;
    let scheduler = SchedulerGrpcClient::with_interceptor(channel, security.sends_token())
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    let (incoming, listening) = listen(args.bind, args.port).await?;
    let registration = registration(host, listening.port(), cores(args));
    let worker = Worker::new(registration.id.clone(), cores(args), compute)?;
    println!("executor: {} on {listening}, {} cores", registration.id, worker.cores);

    let directory = work_dir.path().display().to_string();
    let flight = FlightServiceServer::new(BallistaFlightService::new(directory.clone()))
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    let served = security.server()?.add_service(flight).serve_with_incoming(incoming);
    let health = ExecutorHealth::new();
    let polled = poll(scheduler.clone(), registration.clone(), &directory, worker, health.clone());
    let ended =
        |what: &str, error: &dyn std::fmt::Display| Failure::ours(format!("{what} ended: {error}"));
    tokio::select! {
        result = served => result.map_err(|error| ended("the server of results", &error)),
        result = polled => result.map_err(|error| ended("the work", &error)),
        () = watch(health) => Ok(()),
        () = stopped() => {
            leave(scheduler, registration.id).await;
            Ok(())
        }
    }
}

fn cores(args: &ExecutorArgs) -> usize {
    match args.cores {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        cores => usize::from(cores),
    }
}

fn reachable_at(args: &ExecutorArgs) -> Result<String, Failure> {
    match &args.advertise {
        Some(host) => Ok(host.clone()),
        None if args.bind.is_unspecified() => Err(Failure::wrong(format!(
            "--bind {} says not where drivers reach this machine",
            args.bind
        ))
        .hint("give --advertise HOST as well")),
        None if args.bind.is_ipv6() => Ok(format!("[{}]", args.bind)),
        None => Ok(args.bind.to_string()),
    }
}

fn work_dir(args: &ExecutorArgs) -> Result<TempDir, Failure> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("wijkraming-executor-");
    let made = match &args.work_dir {
        Some(parent) => builder.tempdir_in(parent),
        None => builder.tempdir(),
    };
    made.map_err(|error| {
        Failure::wrong(format!("no directory for results: {error}"))
            .hint("choose one with --work-dir")
    })
}

/// Waits for the scheduler. Later losses are not its business: the connection comes back by itself.
async fn connect(
    security: &Security,
    address: &Address,
    patience: Duration,
) -> Result<Channel, Failure> {
    let Address { host, port } = address;
    let wrong = |error: &tonic::transport::Error| {
        let why =
            std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
        Failure::wrong(format!("no scheduler at {host}:{port}: {why}"))
            .hint("start `wijkraming-cluster scheduler` first, and look at --url and --tls")
    };
    let endpoint = security.endpoint(host, *port).map_err(|error| wrong(&error))?;
    let start = Instant::now();
    loop {
        match endpoint.connect().await {
            Ok(channel) => return Ok(channel),
            Err(error) if start.elapsed() >= patience => return Err(wrong(&error)),
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

fn registration(host: String, port: u16, cores: usize) -> ExecutorRegistration {
    let options = ExecutorProcessConfig {
        external_host: Some(host),
        port,
        // Executors are polled by nobody: there is no such port.
        grpc_port: 0,
        ..ExecutorProcessConfig::default()
    };
    structure_executor_metadata(&Arc::new(options), cores as u32)
}

async fn poll(
    scheduler: Scheduler,
    registration: ExecutorRegistration,
    directory: &str,
    worker: Arc<Worker>,
    health: ExecutorHealth,
) -> Result<(), ballista_core::error::BallistaError> {
    let temporary = directory.to_owned();
    let executor = Executor::new_basic(
        registration,
        directory,
        Arc::new(move |_: &SessionConfig| {
            RuntimeEnvBuilder::new().with_temp_file_path(temporary.clone()).build_arc()
        }),
        Arc::new(default_config_producer),
        worker.cores,
    );
    let codec: BallistaCodec<LogicalPlanNode, PhysicalPlanNode> =
        BallistaCodec::new(Arc::new(codec::Logical), Arc::new(codec::Physical::of_worker(worker)));
    poll_loop(scheduler, Arc::new(executor), codec, None, None, health).await
}

/// Tells when the scheduler is lost and when it is back. The loop itself would say so twenty times a second.
async fn watch(health: ExecutorHealth) {
    let mut known = false;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let ready = health.is_ready();
        match (known, ready) {
            (false, true) => log::info!("at work for the scheduler"),
            (true, false) => {
                log::warn!("the scheduler does not answer; waiting for it or the next one")
            }
            _ => {}
        }
        known = ready;
    }
}

/// Takes leave, so that the scheduler gives the work to others at once.
async fn leave(mut scheduler: Scheduler, id: String) {
    let reason = "it was told to stop".to_owned();
    let told = scheduler.executor_stopped(ExecutorStoppedParams { executor_id: id, reason });
    match tokio::time::timeout(Duration::from_secs(3), told).await {
        Ok(Ok(_)) => log::info!("left; units under way go to others"),
        _ => log::warn!("left without a word: the scheduler did not answer"),
    }
}
