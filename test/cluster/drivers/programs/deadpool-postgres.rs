use deadpool_postgres::{Config, Runtime};
use native_tls::TlsConnector;
use postgres_native_tls::MakeTlsConnector;

#[tokio::main]
async fn main() {
    let tls = TlsConnector::builder().danger_accept_invalid_certs(true).build().unwrap();
    let mut config = Config::new();
    config.url = Some(std::env::var("URL").unwrap());
    let pool = config.create_pool(Some(Runtime::Tokio1), MakeTlsConnector::new(tls)).unwrap();
    pool.get().await.unwrap().simple_query("select 1").await.unwrap();
    println!("connected {}", std::env::var("VERSION").unwrap());
}
