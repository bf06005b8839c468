#[tokio::main]
async fn main() {
    let database = sea_orm::Database::connect(std::env::var("URL").unwrap()).await.unwrap();
    database.ping().await.unwrap();
    println!("connected {}", std::env::var("VERSION").unwrap());
}
