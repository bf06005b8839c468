use native_tls::TlsConnector;
use postgres_native_tls::MakeTlsConnector;

#[tokio::main]
async fn main() {
    let tls = TlsConnector::builder().danger_accept_invalid_certs(true).build().unwrap();
    let (client, connection) = tokio_postgres::connect(&std::env::var("URL").unwrap(), MakeTlsConnector::new(tls))
        .await
        .unwrap();
    tokio::spawn(connection);
    client.simple_query("select 1").await.unwrap();
    println!("connected {}", std::env::var("VERSION").unwrap());
}
